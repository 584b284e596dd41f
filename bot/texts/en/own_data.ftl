summary-empty = I have noted nothing yet. Just tell your story first.
summary-head = This is what I have noted so far.
data-head = This is all that we keep about you: { $messages ->
    [one] { $messages } message
   *[other] { $messages } messages
 }, and these notes.
data-end = The full copy is in the file below. Change: /ubah. Delete: /delete.
consent-store-yes = Permission to keep it: yes
consent-store-no = Permission to keep it: no
consent-share-yes = Permission for a worker to read it: yes
consent-share-no = Permission for a worker to read it: no
consent-reminders-yes = Permission to remind you: yes
consent-reminders-no = Permission to remind you: no
erase-ask = All your words and notes here are deleted and cannot come back. Delete now?
erased = It is deleted. Proof code: <b>{ $receipt }</b>. Only this code and its date are left. If you want to come back one day, write “hello”.
stop-ask = Your story is with the workers. Do you want to cancel it?
stopped = All right, I stop. No reason needed. If you want to come back one day, write “hello”.
sharing-cancelled = All right, your permission is taken back. From now on I pass nothing to a worker. You can still ask things here.
