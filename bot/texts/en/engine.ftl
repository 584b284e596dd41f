# Said about messages on their way

applicant-blocked = Not delivered: they have closed the chat with this bot. Try another way that is safe.
send-unknown = One message may not have arrived. Send it again?
button-send-again = Send again
staff-invited = You are now registered as staff. Cases appear in the staff group.
staff-invitation-over = This invitation was used or has run out. Ask an admin for a new one.
