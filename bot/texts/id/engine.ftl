# Said about messages on their way

applicant-blocked = Pesan tidak sampai: beliau menutup chat dengan bot ini. Coba hubungi lewat cara lain yang aman.
send-unknown = Satu pesan belum pasti sampai. Mau dikirim lagi?
button-send-again = Kirim lagi
staff-invited = Anda sekarang terdaftar sebagai petugas. Kasus muncul di grup petugas.
staff-invitation-over = Undangan ini sudah dipakai atau lewat waktunya. Minta yang baru kepada admin.
relayed-passed-on = <i>Terusan, bukan tulisan pengirimnya:</i>
applicant-not-reached = Belum disampaikan: orangnya menutup percakapan atau minta tidak disapa sekarang. Tulis lagi setelah ia menulis, atau pada jam yang ia pilih.
staff-private-open = Chat pribadi ini terbuka. Kata-kata dari cerita rahasia yang Anda pegang masuk ke sini. Balas di sini juga.
send-refused = Satu pesan tidak bisa disampaikan: Telegram menolaknya. Coba sampaikan dengan cara lain, misalnya ditulis ulang.
