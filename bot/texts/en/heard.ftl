# What people type in place of a button, besides its label and digit. Never shown.
heard-button-done = finished | finish | that's all | thats all | that is all | that's it | enough | i'm done | all done | nothing else | no more
heard-button-send = done | send it | looks good | it looks good | that is right | that's right | correct | it is right | right | fine | good | yes send it
heard-button-change = no | nope | not yet | not right | wrong | it is wrong | something is wrong
heard-button-yes-share = sure | fine | go ahead | you may | of course | yes please | you can | yes you can
heard-button-no = no thanks | no thank you | rather not | i'd rather not | don't
heard-button-later = maybe later | later | let me think | not yet
heard-choice-contact_window-chat = chat only | only chat | chat | here | here only | this chat
heard-choice-contact_window-phone = you can call | call me | you may call | call | phone call | phone ok | whatsapp
heard-choice-contact_window-hours = only certain hours | certain hours | at certain hours | set hours | certain times
heard-choice-contact_window-never = never | never contact me | don't contact me | do not contact me | don't | do not | i will write | i write first
heard-button-call-offered = yes | please | yes please | ok | okay | iya | boleh
heard-choice-baby_fed-yes = had milk | breastfed | she ate | he ate | already ate
heard-choice-baby_fed-little = only milk | only water | just milk | just breast milk
heard-choice-baby_fed-nothing = nothing yet | not yet | hasn't eaten
