# Words that other texts are built from. `<b>` and `<i>` are Telegram's HTML.
plain = { $words }
list = { $items }
lines = { $lines }
section = <b>{ $title }</b>
    { $lines }
line = { $label }: { $value }
line-guess = { $label }: { $value } <i>(my guess, you can change it)</i>
age-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
 }
age-years = { $count ->
    [one] { $count } year
   *[other] { $count } years
 }
time = { $hour }:{ $minute }
clock = { $hour }:{ $minute } { $zone }
on-today = today at { $clock }
on-tomorrow = tomorrow at { $clock }
on-day = { $weekday } { $day } { $month } at { $clock }
when-unknown = a time that I cannot name yet
weekday-0 = Monday
weekday-1 = Tuesday
weekday-2 = Wednesday
weekday-3 = Thursday
weekday-4 = Friday
weekday-5 = Saturday
weekday-6 = Sunday
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
hours = { $lines }
hours-line = { $first }–{ $last }, { $opens }–{ $closes } { $zone }
apology = Sorry, something is stuck here. What you wrote is kept. Shall I call a worker?
reads-slowly = You write a lot and fast. All of it is kept. I read it in order, slowly.
group-only-private = To keep your story private, I do not answer in groups. Tap my name, then tap Start.
bot-description = A place to tell your story and ask about help. Free. Tap Start, then write or send your voice. A machine (bot) answers first, and there are workers behind it.
bot-short-description = A place to tell your story and ask about help. Free. There are workers behind this bot.
command-menu = Main choices
command-petunjuk = How to use this bot
command-layanan = The help we have
command-ringkasan = What I have noted
command-bahasa = Change the language
command-berhenti = Stop
command-darurat = Emergency
command-datasaya = All my data
command-hapus = Delete my data
command-hubungkan = Make this group a worker group
command-jaga = Start duty
command-selesai_jaga = End duty
command-antrean = Stories that wait
command-catatan = Private note, not sent
language-id = Bahasa Indonesia
language-en = English
chat-handed-over = (Here the story reaches the workers' group. In a terminal there are no workers, so it stops here.)
