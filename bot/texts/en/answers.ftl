which-need = What do you need help with? You can also just tell your story.
can-possible = Some things here seem to fit: { $names }.
    .v1 = Here there is { $names }.
can-waitlist = Full now, but there is a waiting list: { $names }.
answer-next = Where shall we go next?
    .v1 = Which one shall I explain?
fit = <b>{ $name }</b>
    { $lines }
    Who decides: { $decided_by }
fit-fits = Fits: { $items }.
fit-unknown = Not known yet: { $items }.
fit-against = Does not fit yet: { $items }.
criterion-need = the need: { $needs }
criterion-area = the area where you live
criterion-registered_area = where your KTP or KK is from
criterion-writer_age = your age
criterion-beneficiary_age = the age of the person who needs help
criterion-household = who lives in your home
criterion-sex = for women or for men
scope-quick = Can be quick: { $words }
scope-time = Takes time: { $words }
scope-out = Not part of it: { $words }
capacity-waitlist = There is a waiting list now.
capacity-full = It is full now. You can still talk to a worker.
capacity-paused = It has stopped for a while. You can still talk to a worker.
how = <b>How to get { $name }</b>
    { $lines }
step = { $number }. { $words }
papers = <b>What to bring</b>
    { $lines }
paper = { $document }. If you do not have it: { $missing }
place = { $name }, { $address }. { $opening }
open-until = Open now, closes { $when }.
open-from = Closed now, opens { $when }.
cost = Cost: { $cost }. If anyone asks for money, tell us.
cost-wait = Cost: { $cost }. How long: { $wait } If anyone asks for money, tell us.
how-general = How it works: you tell your story here. You check my notes. Then a worker of { $agency } reads them and answers. All of it is free.
how-others = Do you want to see how the others work?
ask-paper = { $document }: do you have it?
paper-missing = All right. If you do not have it yet: { $missing }
services = This is the help we have here. Tap one to see it.
service = <b>{ $name }</b>
    { $description }
    Who it is for: { $eligibility }
not-here = For { $need }, there is nothing here yet that fits. This is not because your situation matters less. There is another door:
next-door = <b>{ $name }</b>. { $description } { $address } Open: { $hours } Bring: { $bring }
next-door-more = Shall we help you reach them, or do you want to see others?
cost-free = Everything here is free. We never ask for money, a PIN, or an OTP code. If someone asks, it is not us.
    .v1 = Free, from start to end. If someone asks for money, it is not us.
privacy = Your story is kept locked (coded). Only the worker who handles it reads it. We do not tell family, the RT, or the police without your permission. Except when a life or a child is in danger, or the law asks us to report.
privacy-telegram = Telegram itself is not fully closed. Please do not write your KTP number or PIN here.
privacy-confirmed = Your name is not put up anywhere. Workers do not come to your home without agreeing on it first.
who = It is good to be careful. I am a machine (bot) of { $agency }, not a person. There are workers behind me. You can check this: { $places }. We never ask for money, a PIN, or an OTP code. If someone asks, it is not us.
misconduct = All our services are free. Nobody may ask you for money or take part of your aid. You can report it without your name. { $receiver } reads the report, not the worker who handles your story.
