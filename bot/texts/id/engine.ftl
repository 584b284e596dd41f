# Said about messages on their way

applicant-blocked = Pesan tidak sampai: beliau menutup chat dengan bot ini. Coba hubungi lewat cara lain yang aman.
send-unknown = Satu pesan belum pasti sampai. Mau dikirim lagi?
button-send-again = Kirim lagi
staff-invited = Anda sekarang terdaftar sebagai petugas. Kasus muncul di grup petugas.
staff-invitation-over = Undangan ini sudah dipakai atau lewat waktunya. Minta yang baru kepada admin.
