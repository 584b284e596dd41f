which-need = Soal apa yang Anda perlukan? Boleh juga langsung cerita.
can-possible = Ada yang kelihatannya cocok di sini: { $names }.
    .v1 = Di sini ada { $names }.
can-waitlist = Sedang penuh, ada daftar tunggu: { $names }.
answer-next = Mau lanjut ke mana?
    .v1 = Mau saya jelaskan yang mana?
fit = <b>{ $name }</b>
    { $lines }
    Yang memutuskan: { $decided_by }
fit-fits = Cocok: { $items }.
fit-unknown = Belum tahu: { $items }.
fit-against = Belum cocok: { $items }.
criterion-need = kebutuhan { $needs }
criterion-area = wilayah tempat tinggal
criterion-registered_area = asal KTP atau KK
criterion-writer_age = umur Anda
criterion-beneficiary_age = umur yang dibantu
criterion-household = keadaan keluarga di rumah
criterion-sex = untuk perempuan atau laki-laki
scope-quick = Bisa cepat: { $words }
scope-time = Perlu waktu: { $words }
scope-out = Yang tidak termasuk: { $words }
capacity-waitlist = Sekarang ada daftar tunggu.
capacity-full = Sekarang sedang penuh. Boleh tetap bicara dengan petugas.
capacity-paused = Sekarang sedang berhenti sementara. Boleh tetap bicara dengan petugas.
how = <b>Cara mendapat { $name }</b>
    { $lines }
step = { $number }. { $words }
papers = <b>Yang dibawa</b>
    { $lines }
paper = { $document }. Kalau tidak ada: { $missing }
place = { $name }, { $address }. { $opening }
open-until = Sekarang buka, sampai { $when }.
open-from = Sekarang tutup, buka { $when }.
cost = Biaya: { $cost }. Kalau ada yang minta uang, beri tahu kami.
cost-wait = Biaya: { $cost }. Lamanya: { $wait } Kalau ada yang minta uang, beri tahu kami.
how-general = Caranya: cerita di sini, Anda periksa catatannya, lalu petugas { $agency } membaca dan menjawab. Semua gratis.
how-others = Mau lihat cara yang lain?
ask-paper = { $document }: ada?
paper-missing = Baik. Kalau belum ada: { $missing }
services = Ini bantuan yang ada di sini. Ketuk salah satu untuk melihat.
service = <b>{ $name }</b>
    { $description }
    Untuk siapa: { $eligibility }
not-here = Bantuan { $need } belum ada di sini yang cocok. Ini bukan karena keadaan Anda kurang penting. Ada pintu lain:
next-door = <b>{ $name }</b>. { $description } { $address } Buka: { $hours } Bawa: { $bring }
next-door-more = Mau dibantu menghubungkan, atau lihat yang lain?
cost-free = Semua di sini gratis. Kami tidak pernah minta uang, PIN, atau kode OTP. Kalau ada yang minta, itu bukan kami.
    .v1 = Gratis, dari awal sampai akhir. Kalau ada yang minta uang, itu bukan kami.
privacy = Cerita Anda disimpan terkunci (disandi). Yang membaca hanya petugas yang menangani. Keluarga, RT, dan polisi tidak kami beri tahu tanpa izin Anda. Kecuali nyawa terancam, ada anak dalam bahaya, atau undang-undang meminta kami lapor.
privacy-telegram = Telegram sendiri bukan tempat yang tertutup rapat. Jadi jangan tulis nomor KTP atau PIN di sini.
privacy-confirmed = Nama Anda tidak dipasang di mana pun. Petugas tidak datang ke rumah tanpa janji dulu.
who = Hati-hati itu baik. Saya mesin (bot) dari { $agency }, bukan orang; di belakang saya ada petugas. Bisa dicek: { $places }. Kami tidak pernah minta uang, PIN, atau kode OTP. Kalau ada yang minta, itu bukan kami.
misconduct = Semua layanan ini gratis. Meminta atau memotong bagian Anda itu tidak boleh. Anda boleh melapor tanpa nama. Laporan dibaca { $receiver }, bukan petugas yang menangani Anda.
