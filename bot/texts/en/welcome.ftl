welcome =
    Hello, I am Rangkul from { $agency }. I am a machine (bot), but there are workers behind me. Everything here is free.

    Tell it in your own words, voice is fine. A worker reads it if you allow it, or if life is in danger. To close quickly, type x. Indonesia: /bahasa
link-unknown = That link is not here any more, or has a mistake in it. That is all right.
welcome-short = Hello, I am Rangkul, a machine (bot) of { $agency }. There are workers behind me. It is free.
welcome-sent = Hello, I am Rangkul, a machine (bot) of { $agency }. This link is from { $referrer }. Maybe coming here was not your wish, and that is all right. Do you want to know first what is asked, and what you may skip?
welcome-again = Hello. There is an earlier conversation here. Do you want to go on with it?
welcome-back = All right, let us go on.
    .v1 = All right, from where we stopped.
greet-hello = Hello.
greet-assalamualaikum = Waalaikumsalam.
greet-shalom = Shalom.
greet-swastiastu = Om Swastiastu.
greet-open = Is there something you want to tell or ask?
    .v1 = Please, do you want to tell something or ask?
thanks = You are welcome.
    .v1 = Thank you too.
tell-anything = Just tell it, in your own words. Short is fine, voice is fine.
    .v1 = I am listening. You can start anywhere.
menu = Which one would you like? You can type its number, or just tell your story.
help = Write as you would to a person, or send your voice. You can type the number or the words of any button. Type x to close quickly: the conversation here is deleted.
help-commands =
    /menu the main choices
    /services the help we have
    /summary what I have noted
    /change change an answer
    /back one step back
    /restart begin again
    /status news of your story
    /worker talk to a worker
    /emergency if there is danger
    /language change the language
    /mydata all your data
    /permissions your permissions one by one
    /withdraw workers may not read it any more
    /delete delete your data
    /stop stop for now
    /close close quickly
    /help this help
language-ask = Which language would you like?
language-set = All right, I use English.
back = All right, one step back.
    .v1 = All right, we go back.
old-button = That button is from an earlier part of our talk. Now we are here.
    .v1 = That button has passed. We go on from here.
repeat = I say it again in other words.
    .v1 = All right, I say it again.
off-topic = I can only help with questions about help, and listen to your story. Where do you want to start?
    .v1 = That is beyond what I can do. With questions about help, I can. Which one would you like?
clarify = I did not catch your meaning yet. Which one do you mean?
    .v1 = So I get it right: what do you mean?
meaning-ask_can_i_get_help = Can I get help here?
meaning-ask_does_it_fit = Does it fit me?
meaning-ask_how_to_apply = How does it work?
meaning-ask_cost = Does it cost anything?
meaning-ask_privacy = Is my secret safe?
meaning-ask_status = News about my story
meaning-ask_repeat = Please say it again
meaning-bot_challenge = Who is this, is it official?
meaning-report_misconduct = Someone asked for money
meaning-talk_to_human = Talk to a worker
meaning-withdraw = I want to stop
meaning-go_back = Change an answer
meaning-reluctance = I was told to come here
