# ruff: noqa: RUF001  # words of other scripts look like ours
"""Words and phrases that tell what a writer needs, by sense. Ours, and data; `cues` searches them.

Lower case. A word with an apostrophe is found without it too. A phrase beats the words in it. A word that
another language uses for something harmless is left out, or stands in a phrase: `legal` is *nice* in
Portuguese, `sue` is *hers* in Italian. Arabic words are found behind their prefixes, and words of scripts
without blanks anywhere.
"""

from __future__ import annotations

from typing import Final


class Sense:
    """What a word or phrase is a sign of: plain numbers, as they are keys on the bulk path."""

    HELP: Final = 0
    """Asks for help or for an answer."""
    COMPLAINT: Final = 1
    """Something does not work, is late, lost or unjust."""
    URGENT: Final = 2
    """It cannot wait."""
    DEADLINE: Final = 3
    """Names a moment that is near."""
    DANGER: Final = 4
    """Health or safety of people."""
    LEGAL: Final = 5
    """Law, fraud, regulators, the press."""
    CHURN: Final = 6
    """Leaves the brand, or says so."""
    UNHEARD: Final = 7
    """Has asked before and was not answered."""
    THANKS: Final = 8
    """Content: thanks or praises."""
    GIVEAWAY: Final = 9
    """Sells or gives away; the language of spam."""
    CARE: Final = 10
    """Somebody who needs care: ill, pregnant, disabled, bereaved."""
    SAYING: Final = 11
    """Means nothing, but hides the meaning of its words."""


WORDS: Final[dict[int, str]] = {
    Sense.HELP: """
        help helping advise advice assist assistance please pls plz explain clarify suggestions
        ayuda ayudar ayúdenme ayúdame auxilio favor aidez aide aider svp hilfe helfen hilf helft bitte ajuda
        ajudar ajudem aiuto aiutare aiutatemi hulp helpen graag pomoc pomocy proszę yardım lütfen помогите
        помощь пожалуйста bantuan tolong hjälp
        مساعدة ساعدوني أرجو رجاء मदद सहायता कृपया 助けて 教えて お願い 帮忙 帮助 请问""",
    Sense.COMPLAINT: """
        refund refunds reimburse reimbursed reimbursement compensate compensation overcharged refused
        unacceptable worst useless ridiculous disappointed disappointing disgusted disgusting angry furious
        frustrated frustrating unhelpful complaint complaints complain complaining crash crashed crashes
        crashing fails failed failing failure stolen cancelled canceled cancellation outage
        can't won't doesn't didn't isn't unable impossible wasted rude incompetent pathetic nightmare joke
        reembolso vergüenza pésimo pésima peor inaceptable queja estafadores
        remboursement remboursé plainte honte inadmissible scandaleux
        erstattung beschwerde unverschämt unverschämtheit frechheit storniert schlecht
        reembolso reclamação vergonha péssimo péssima absurdo
        rimborso vergogna reclamo pessimo pessima vergognoso cancellato
        klacht geannuleerd terugbetaling reklamacja zwrot şikayet iade возврат жалоба ужасно
        استرداد شكوى سيء أسوأ शिकायत रिफंड बेकार घटिया 返金 最悪 退款 投诉""",
    Sense.URGENT: """
        urgent urgently asap immediately emergency stranded desperate desperately hurry
        urgente urgencia inmediatamente urgence urgent immédiatement bloqué bloquée
        dringend sofort notfall gestrandet imediatamente urgência subito immediatamente emergenza bloccato
        spoed onmiddellijk pilne natychmiast acil hemen срочно немедленно
        عاجل فورا طارئ तुरंत जल्दी आपातकाल 至急 緊急 今すぐ 紧急 马上""",
    Sense.DEADLINE: """
        today tonight tomorrow hoy mañana aujourd'hui demain heute morgen hoje amanhã oggi domani vandaag
        dziś jutro bugün yarın сегодня завтра اليوم غدا आज कल 今日 明日 今天 明天""",
    Sense.DANGER: """
        unsafe dangerous injured injury injuries poison poisoned poisoning bleeding unconscious
        suicidal electrocuted choking explosion exploded discriminated discrimination harassed harassment
        harassing assaulted assault
        peligroso peligrosa herido herida intoxicado incendio
        dangereux dangereuse blessé blessée incendie empoisonné
        gefährlich verletzt vergiftet lebensgefahr
        perigoso perigosa ferido ferida incêndio pericoloso pericolosa ferito ferita
        gevaarlijk gewond niebezpieczne tehlikeli опасно
        خطر خطير حريق إصابة खतरनाक खतरा घायल आग 危険 火災 危险 受伤""",
    Sense.CARE: """
        wheelchair disabled disability pregnant medication medications insulin allergic allergy allergies
        hospital surgery elderly newborn infant funeral
        embarazada discapacitado discapacitada medicamento medicamentos alergia funeral
        enceinte handicapé handicapée médicament médicaments hôpital allergie
        rollstuhl schwanger behindert medikament medikamente krankenhaus beerdigung
        grávida deficiente remédio alérgico alérgica cadeirante incinta disabile farmaco farmaci ospedale
        rolstoel zwanger ziekenhuis
        حامل دواء مستشفى अस्पताल दवा गर्भवती व्हीलचेयर 車椅子 妊娠 轮椅 怀孕""",
    Sense.LEGAL: """
        lawyer attorney lawsuit suing solicitor fraud fraudulent scam scammed scammers theft
        hacked breach gdpr ombudsman regulator journalist reporter police
        abogado demanda estafa fraude denuncia periodista policía avocat tribunal arnaque escroquerie
        journaliste anwalt rechtsanwalt betrug betrüger verbraucherzentrale polizei
        advogado procon golpe polícia jornalista avvocato truffa denuncia giornalista
        advocaat oplichting oszustwo dolandırıcılık мошенничество
        محامي احتيال نصب وكيل धोखा धोखाधड़ी वकील पुलिस 詐欺 弁護士 诈骗 律师""",
    Sense.CHURN: """
        boycott boycotting kündigen kündige gekündigt résilier résiliation cancelarei
        boicot boycotter boykott disdetta""",
    Sense.UNHEARD: "unanswered ignored ignoring unresponsive ghosted",
    Sense.THANKS: """
        thanks thank thx thnx ty tysvm appreciated awesome great amazing excellent love loved loving
        wonderful perfect kudos congrats brilliant fantastic
        gracias excelente genial merci super parfait danke klasse obrigado obrigada ótimo ótima
        grazie ottimo perfetto bedankt dziękuję teşekkürler спасибо
        شكرا ممتاز धन्यवाद शुक्रिया बढ़िया ありがとう 谢谢""",
    Sense.GIVEAWAY: """
        giveaway sweepstakes raffle promo coupon coupons discount freebie airdrop casino forex
        crypto onlyfans followback f4f sorteo gewinnspiel concours sorteio""",
}
"""Each sense with its single words."""

TROUBLES: Final = """
    broken broke fail error errors bug buggy down slow late delay delays delayed missed missing lost
    lose damaged defective faulty wrong terrible horrible awful issue issues problem problems trouble
    stuck locked waste charged
    roto rota fallo falla error retraso cancelado cancelada perdido perdida problema problemas horrible
    cassé cassée panne retard annulé annulée perdu perdue problème problèmes
    kaputt defekt fehler ausfall störung verspätet verspätung verloren problem probleme
    quebrado quebrada atraso atrasado perdeu erro rotto rotta guasto ritardo perso errore
    kapot storing vertraagd kwijt probleem awaria zepsuty opóźnienie arızalı bozuk gecikme sorun
    сломалось ошибка проблема задержка
    مشكلة عطل تأخير متأخر معطل समस्या खराब देरी दिक्कत
    不具合 故障 エラー 遅延 障害 坏了 延误 错误
"""
"""Complaints that a negation takes back: *no problem*, *not late*."""

PHRASES: Final[dict[int, tuple[str, ...]]] = {
    Sense.HELP: (
        "help me", "call me", "dm me", "get back to me", "need to know", "need to talk", "need someone",
        "how do i", "how can i", "how do we", "what do i do", "what should i do", "can i get", "can you",
        "could you", "would you", "can someone", "can anyone", "can somebody", "does anyone",
        "does anybody", "anyone know", "let me know", "update on", "look into", "trying to reach",
        "trying to get", "speak to", "talk to", "am i able", "is there a way", "any way to", "any update",
        "any updates", "any idea", "what are my options", "por favor", "me ayudan", "pueden ayudar",
        "necesito ayuda", "s'il vous plaît", "s'il te plaît", "pouvez-vous", "pouvez vous", "können sie",
        "könnt ihr", "kann mir", "per favore", "potete aiutarmi", "por gentileza", "podem me",
        "من فضلك", "لو سمحت", "मदद करें", "कैसे करें",
    ),
    Sense.COMPLAINT: (
        "no help", "not working", "does not work", "doesn't work", "don't work", "won't work", "not work",
        "stopped working", "no show", "on hold", "hung up", "no response", "no answer", "no longer",
        "still waiting", "still no", "still not", "been waiting", "have been trying", "left me",
        "ripped off", "rip off", "rip-off", "money back", "customer service is", "no one", "nobody",
        "thanks for nothing", "thank you for nothing", "no thanks to", "thanks for ruining", "great job",
        "no funciona", "no sirve", "no me llega", "ne marche pas", "ne fonctionne", "marche pas",
        "fonctionne pas", "jamais reçu", "geht nicht", "funktioniert nicht", "klappt nicht", "nicht erhalten",
        "nie wieder", "não funciona", "não consigo", "não recebi", "non funziona", "non riesco",
        "mai arrivato", "werkt niet", "nie działa", "çalışmıyor", "не работает", "لا يعمل", "لم يصل",
        "काम नहीं", "नहीं मिला", "नहीं चल",
    ),
    Sense.URGENT: (
        "need help now", "help now", "help asap", "as soon as possible", "right away", "out of time",
        "running out",
        "can't wait any longer", "cuanto antes", "lo antes posible", "au plus vite", "dès que possible",
        "so schnell", "schnellstmöglich", "o quanto antes", "o mais rápido", "il prima possibile",
        "zo snel mogelijk", "как можно скорее",
    ),
    Sense.DEADLINE: (
        "right now", "need it now", "ahora mismo", "jetzt sofort", "this morning", "this afternoon",
        "this evening", "next flight", "connecting flight", "in an hour", "in two hours",
        "in 2 hours", "in 1 hour", "expires", "esta noche", "ce soir", "heute abend", "stasera",
        "hoje à noite",
    ),
    Sense.DANGER: (
        "caught fire", "gas leak", "full of smoke", "burned my hand", "got burned", "badly burned",
        "heart attack", "food poisoning", "racist", "racial slur", "kill myself", "killing myself",
        "harm myself", "harming myself", "hurt myself", "hurting myself", "end my life", "ending my life",
        "take my own life", "want to die", "don't want to live",
        "emergency room",
    ),
    Sense.CARE: (
        "health issue", "medical condition", "broken foot", "broken leg", "chemotherapy", "silla de ruedas",
        "fauteuil roulant", "cadeira de rodas", "sedia a rotelle", "كرسي متحرك",
    ),
    Sense.LEGAL: (
        "sue you", "will sue", "sue them", "gonna sue", "going to sue", "legal action", "small claims",
        "class action", "data breach", "identity theft", "consumer protection", "better business bureau",
        "i am a journalist", "i'm a journalist", "writing a story", "press inquiry", "for comment",
        "acciones legales", "protección al consumidor", "action en justice", "60 millions de consommateurs",
        "rechtliche schritte", "vou processar", "medidas legais", "azioni legali",
    ),
    Sense.CHURN: (
        "cancel my account", "close my account", "delete my account", "cancel my subscription",
        "cancelling my", "canceling my", "switching provider", "switching providers", "switching network",
        "switching networks", "switching bank", "switching banks", "switching carriers", "switching airlines",
        "switching to another", "switch to another", "thinking of switching", "never again", "never flying",
        "never fly", "never buy", "never buying", "never use", "never using", "last time i fly",
        "last time i book", "last time i buy", "last time i order", "last time i use", "last time i shop",
        "lost a customer", "losing a customer", "lost my business", "taking my business", "done with you",
        "i'm done with",
        "nunca más", "me cambio a", "plus jamais", "je change", "nie wieder", "ich wechsle", "wechsel zu",
        "nunca mais", "vou cancelar", "mai più", "nooit meer", "больше никогда",
    ),
    Sense.UNHEARD: (
        "no reply", "no response", "never heard back", "not heard back", "haven't heard", "still waiting",
        "still no", "for days", "for weeks", "for months", "second time", "2nd time", "third time",
        "3rd time", "fourth time", "times now", "sent you", "sent a dm", "dm sent", "dmed you",
        "no one answers", "nobody answers", "no one responds", "hung up on", "hours on hold", "on hold for",
        "for hours", "sin respuesta", "nadie responde", "tercera vez", "sans réponse", "toujours pas",
        "personne ne répond", "keine antwort", "niemand antwortet", "immer noch", "zum dritten mal",
        "sem resposta", "ninguém responde", "terceira vez", "nessuna risposta", "nessuno risponde",
        "terza volta", "geen antwoord", "нет ответа", "لا رد", "لا أحد يرد", "कोई जवाब",
    ),
    Sense.GIVEAWAY: (
        "enter to win", "chance to win", "click here", "link in bio", "follow back", "free money",
        "buy now", "limited time offer", "use code",
    ),
    Sense.THANKS: (
        "thanks for the help", "thanks for your help", "thanks for helping", "thank you for your help",
        "thank you for the help", "thank you for helping",
    ),
    Sense.SAYING: ("insult to injury", "no worries", "no rush", "for now", "love to hate"),
}  # fmt: skip
"""Each sense with its phrases; one may stand in several."""

ASKING: Final = """
    who what when where why how which what's where's how's who's can could would any anyone is are
    do does did will should has have qué cómo cuándo dónde cuál quién comment quand pourquoi où quel
    quelle wie wann warum wo welche kann como quando onde qual quem dove perché hoe wanneer waarom
    waar как когда почему где كيف متى أين لماذا هل क्या कैसे कब कहाँ क्यों
"""
"""Words that begin a question when a text begins with them."""

NEGATIONS: Final = """
    no not never without zero isn't wasn't aren't weren't don't doesn't didn't hasn't haven't isnt
    wasnt arent dont doesnt didnt no sin nunca pas sans jamais aucun aucune kein keine keinen nicht
    ohne nie não sem nunca non senza mai nessun nessuna niet geen nie bez değil не без لا بدون ليس
    नहीं बिना
"""
"""Words that take back what stands at most two words behind them."""

SELF: Final = """
    i i'm im i've ive i'd i'll my me mine we our we're we've yo mi nos nosotros je j'ai moi ma nous
    ich mein meine meiner mir mich wir unser eu meu minha io mio mie ik mijn ja mój benim я мне мой
    мы أنا عندي मैं मेरा मेरी मुझे हम 私 我
"""
"""Words of somebody who tells what happened to them."""
