# Said about messages on their way

applicant-blocked = Not delivered: they have closed the chat with this bot. Try another way that is safe.
send-unknown = One message may not have arrived. Send it again?
button-send-again = Send again
staff-invited = You are now registered as staff. Cases appear in the staff group.
staff-invitation-over = This invitation was used or has run out. Ask an admin for a new one.
relayed-passed-on = <i>Passed on, not written by whoever sends it:</i>
applicant-not-reached = Not delivered: they have closed the conversation or do not want to be written to now. Write again after they write, or at the hours they chose.
staff-private-open = This private chat is open. The words of the confidential stories you carry come here. Answer here too.
send-refused = One message could not be delivered: Telegram refuses it. Try another way, for example write it anew.
