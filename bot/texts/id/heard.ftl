# What people type in place of a button, besides its label and digit. Never shown.
heard-button-done = selesai | cukup | udah cukup | itu aja | itu saja | sudah itu aja | udah itu aja | segitu aja | segitu dulu | sudah semua | gitu aja | done | finished | that's all | enough
heard-button-send = sudah | udah | sdh | sudah pas | udah pas | pas | betul | benar | sudah benar | udah bener | iya betul | kirim aja | lanjut | send | yes
heard-button-change = belum | blm | tidak | tdk | gak | ga | nggak | enggak | belum pas | salah | ada yang salah | masih salah
heard-button-yes-share = silakan | silahkan | monggo | gapapa | gpp | ya boleh | iya boleh | boleh aja | boleh banget | sure | go ahead | yes please
heard-button-no = ga usah | gak usah | tidak usah | jangan | ga mau | gak mau | tidak mau | no thanks | no thank you
heard-button-later = nanti aja | ntar aja | nanti | ntar | pikir dulu | pikir-pikir dulu
heard-choice-contact_window-chat = chat aja | chat saja | di sini aja | lewat sini | lewat chat | telegram aja
heard-choice-contact_window-phone = telepon | telpon | telp | telepon boleh | telpon boleh | telpon aja | telepon aja | boleh telpon | wa | lewat wa
heard-choice-contact_window-hours = jam tertentu | jam tertentu aja | tergantung jam
heard-choice-contact_window-never = jangan | jgn | jangan hubungi | jangan dihubungi | jangan hubungin saya | never | saya aja yang hubungi | saya yang menyapa
heard-button-call-offered = iya | ya | boleh | mau | tolong | panggilkan | panggil | iya tolong | mau kak | boleh kak | iya boleh | yes | please
heard-choice-baby_fed-yes = udah minum asi | sudah minum asi | udah asi | udah nenen | udah netek | udah minum susu | udah makan | sudah makan | minum asi
heard-choice-baby_fed-little = asi doang | asi aja | minum asi doang | cuma asi | udah minum asi doang | udh minum asi doang | air putih aja | baru minum doang
heard-choice-baby_fed-nothing = belum makan | blm makan | belum minum | belum sama sekali
