welcome =
    Halo, saya Rangkul dari { $agency }. Saya mesin (bot), tetapi ada petugas di belakang saya. Semua di sini gratis.

    Cerita saja pakai bahasa sendiri, boleh suara. Petugas membaca kalau Anda izinkan, kecuali nyawa terancam. Tutup cepat: ketik x. English: /language
link-unknown = Tautan itu tidak ada di sini lagi, atau keliru tulis. Tidak apa-apa.
welcome-short = Halo, saya Rangkul, mesin (bot) dari { $agency }. Di belakang saya ada petugas. Gratis.
welcome-sent = Halo, saya Rangkul, mesin (bot) dari { $agency }. Tautan ini dari { $referrer }. Mungkin datang ke sini bukan keinginan Anda, dan itu tidak apa-apa. Mau tahu dulu mana yang diminta dan mana yang boleh Anda lewati?
welcome-again = Halo. Ada percakapan sebelumnya di sini. Mau dilanjutkan?
welcome-back = Baik, kita lanjutkan.
    .v1 = Baik, dari yang terakhir.
greet-hello = Halo.
greet-assalamualaikum = Waalaikumsalam.
greet-shalom = Shalom.
greet-swastiastu = Om Swastiastu.
greet-open = Ada yang ingin diceritakan atau ditanyakan?
    .v1 = Silakan, mau cerita atau bertanya?
thanks = Sama-sama.
    .v1 = Terima kasih kembali.
tell-anything = Cerita saja, pakai bahasa sendiri. Boleh pendek, boleh kirim suara.
    .v1 = Saya simak. Mulai dari mana saja boleh.
menu = Mau yang mana? Boleh ketik angkanya, atau langsung cerita.
help = Tulis saja seperti mengobrol, atau kirim suara. Semua tombol bisa diketik angkanya atau kata-katanya. Ketik x untuk menutup cepat: percakapan di sini dihapus.
help-commands =
    /menu pilihan utama
    /layanan bantuan yang ada
    /ringkasan yang sudah saya catat
    /ubah mengubah jawaban
    /kembali mundur satu langkah
    /ulang mulai dari awal
    /status kabar cerita Anda
    /petugas bicara dengan petugas
    /darurat keadaan darurat
    /bahasa ganti bahasa
    /datasaya semua data Anda
    /izin izin Anda satu per satu
    /cabutizin petugas tidak boleh membaca lagi
    /hapus menghapus data Anda
    /berhenti berhenti dulu
    /tutup menutup cepat
    /petunjuk petunjuk ini
language-ask = Mau pakai bahasa apa?
language-set = Baik, saya pakai bahasa Indonesia.
back = Baik, mundur satu langkah.
    .v1 = Baik, kita kembali.
old-button = Tombol itu dari percakapan yang sudah lewat. Sekarang kita di sini.
    .v1 = Tombol yang tadi sudah lewat. Kita lanjut dari sini.
repeat = Saya ulang dengan kata lain.
    .v1 = Baik, saya ulangi.
off-topic = Saya hanya bisa menjawab soal bantuan dan menyimak cerita Anda. Mau mulai dari mana?
    .v1 = Yang itu di luar kemampuan saya. Kalau soal bantuan, saya bisa. Mau yang mana?
clarify = Saya belum menangkap maksudnya. Maksud Anda yang mana?
    .v1 = Supaya saya tidak salah, yang Anda maksud apa?
meaning-ask_can_i_get_help = Bisa dibantu di sini?
meaning-ask_does_it_fit = Cocok untuk saya?
meaning-ask_how_to_apply = Bagaimana caranya?
meaning-ask_cost = Bayar atau tidak?
meaning-ask_privacy = Apa rahasia saya aman?
meaning-ask_status = Kabar cerita saya
meaning-ask_repeat = Tolong diulang
meaning-bot_challenge = Ini siapa, resmi?
meaning-report_misconduct = Ada yang minta uang
meaning-talk_to_human = Bicara dengan petugas
meaning-withdraw = Saya mau berhenti
meaning-go_back = Ubah jawaban
meaning-reluctance = Saya disuruh ke sini
