# ruff: noqa: RUF001  # words of other scripts look like ours
"""Words that tell what a writer wants: help, redress, haste, or only to sell something.

Ours, small and multilingual; the analyzers of the scorer will take over parts of it one day. Sentiment
says how somebody feels; these words say what they need, which is what makes an answer worth writing.
Apostrophes are left out (`cant`), case is folded, accents stay.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Sense:
    """What a word or phrase is a sign of: plain numbers, as they are keys on the bulk path."""

    HELP: Final = 0
    """Asks for help or for an answer."""
    ASK: Final = 1
    """Begins a question."""
    COMPLAINT: Final = 2
    """Something does not work, is late, lost or unjust."""
    URGENT: Final = 3
    """It cannot wait."""
    GRAVE: Final = 4
    """Health, safety, law, fraud, leaving the brand."""
    UNHEARD: Final = 5
    """Has asked before and was not answered."""
    THANKS: Final = 6
    """Content; nothing is wanted."""
    GIVEAWAY: Final = 7
    """Sells or gives away; the language of spam."""
    SELF: Final = 8
    """Somebody tells what happened to them."""


_WORDS: Final[dict[int, str]] = {
    Sense.HELP: """
        help helping advise advice assist assistance please pls plz explain clarify confirm
        reschedule rebook rebooking suggestions anyone somebody contact ayuda ayudar ayúdenme favor
        aidez aide svp hilfe helfen hilf bitte ajuda ajudar aiuto aiutare aiutatemi hulp helpen
        pomoc pomocy yardım помогите помощь bantuan hjälp""",
    Sense.ASK: """
        who what when where why how which whats wheres hows whos can could would any anyone qué cómo
        cuándo dónde cuál quién comment quand pourquoi où quel quelle wie wann warum wo welche kann
        como quando onde qual quem dove perché hoe wanneer waarom waar как когда почему где""",
    Sense.COMPLAINT: """
        broken broke fail fails failed failing failure crash crashed crashes crashing error errors
        bug buggy down outage slow late delay delays delayed cancelled canceled cancellation missed
        missing lost lose stolen damaged defective faulty wrong refused rude refund refunds
        reimburse reimbursed reimbursement compensation compensate overcharged charged unacceptable
        terrible horrible awful worst useless ridiculous disappointed disappointing disgusted angry
        furious frustrated frustrating unhelpful complaint complain complaining issue issues problem
        problems trouble stuck locked cant cannot wont doesnt didnt isnt unable impossible nobody
        nothing waste wasted roto fallo falla error retraso cancelado perdido perdida problema queja
        reembolso vergüenza pésimo peor horrible funciona malo cassé panne retard annulé perdu
        problème plainte remboursement honte inadmissible marche kaputt defekt fehler ausfall
        störung verspätet verspätung storniert verloren problem beschwerde erstattung unverschämt
        schlecht funktioniert quebrado atraso perdeu reclamação rotto guasto ritardo cancellato
        perso rimborso vergogna kapot storing vertraagd geannuleerd kwijt klacht awaria zepsuty
        opóźnienie arızalı bozuk gecikme сломалось ошибка проблема задержка возврат
        不具合 故障 エラー 返金 遅延 障害 最悪 坏了 退款 投诉 延误 错误""",
    Sense.URGENT: """
        urgent urgently asap immediately emergency tonight today stranded desperate desperately
        hurry urgente hoy ahora inmediatamente urgence maintenant immédiatement dringend sofort
        heute jetzt notfall agora hoje imediatamente oggi adesso subito vandaag nu pilne natychmiast
        acil hemen срочно сейчас 至急 緊急 今すぐ 紧急 马上""",
    Sense.GRAVE: """
        lawyer attorney lawsuit sue suing legal fraud fraudulent scam scammed unsafe dangerous
        injured injury injuries hospital allergic allergy smoke burned burning poison poisoned
        discrimination discriminated racist harassment harassed assault assaulted hacked breach
        wheelchair disabled medication pregnant police abogado demanda estafa fraude peligroso
        herido avocat arnaque dangereux blessé anwalt betrug gefährlich verletzt advogado golpe
        perigoso avvocato truffa pericoloso advocaat oplichting gevaarlijk oszustwo dolandırıcılık
        мошенничество опасно 詐欺 危険 诈骗 危险""",
    Sense.UNHEARD: "unanswered ignored ignoring unresponsive",
    Sense.THANKS: """
        thanks thank thx thnx ty tysvm appreciated awesome great amazing excellent love loved loving
        wonderful perfect kudos congrats gracias merci danke obrigado obrigada grazie bedankt
        dziękuję teşekkürler спасибо ありがとう 谢谢""",
    Sense.GIVEAWAY: """
        giveaway sweepstakes raffle promo coupon coupons discount freebie airdrop casino forex
        crypto onlyfans followback f4f sorteo gewinnspiel concours sorteio""",
    Sense.SELF: """
        i im ive id ill my me mine we our us were weve mi yo nos je j mon ma nous ich mein meine mir
        wir eu meu minha io mio mia ik mijn ja mój ben benim я мне мой мы 私""",
}

_PHRASES: Final[dict[int, tuple[str, ...]]] = {
    Sense.HELP: (
        "need help now", "help me", "call me", "dm me", "get back to me", "need to know",
        "need to talk", "need someone", "how do i", "how can i", "what do i do", "what should i do",
        "can i get", "can you", "could you", "can someone", "let me know", "update on", "look into",
        "trying to reach", "trying to get", "speak to", "talk to", "am i able", "is there a way",
        "any way to", "any update", "any updates", "what are my options", "por favor",
        "s il vous plaît", "per favore", "por gentileza",
    ),
    Sense.COMPLAINT: (
        "no help", "not working", "does not work", "doesnt work", "not work", "no show", "on hold",
        "hung up", "no response", "no answer", "never again", "no longer", "still waiting",
        "still no", "been waiting", "have been trying", "no one", "left me", "no funciona",
        "ne marche pas", "ne fonctionne", "geht nicht", "funktioniert nicht", "não funciona",
        "non funziona", "werkt niet", "nie działa", "çalışmıyor", "не работает",
    ),
    Sense.URGENT: (
        "right now", "need help now", "as soon as possible", "this morning", "this afternoon",
        "next flight", "in an hour", "cuanto antes", "au plus vite", "so schnell", "o quanto antes",
    ),
    Sense.GRAVE: (
        "cancel my account", "close my account", "switching to", "data breach", "identity theft",
        "health issue", "medical condition", "small claims",
    ),
    Sense.UNHEARD: (
        "no reply", "no response", "never heard back", "still waiting", "still no", "for days",
        "for weeks", "second time", "third time", "times now", "sent you", "sent a dm", "dm sent",
        "dmed you", "keep getting", "no one answers", "nobody answers", "hung up on",
        "sin respuesta", "sans réponse", "keine antwort", "sem resposta", "nessuna risposta",
        "geen antwoord", "hours on hold", "on hold for",
    ),
    Sense.GIVEAWAY: (
        "enter to win", "chance to win", "click here", "link in bio", "follow back", "free money",
        "buy now", "limited time offer", "use code",
    ),
}  # fmt: skip


_CONSUMED: Final = ("insult to injury",)
"""Sayings that mean nothing by themselves but hide the meaning of their words."""


class Phrase(NamedTuple):
    """One phrase, ready to be searched in padded words."""

    padded: str
    senses: tuple[int, ...]
    words: tuple[str, ...]


def _words() -> dict[str, tuple[int, ...]]:
    table: dict[str, tuple[int, ...]] = {}
    for sense, words in _WORDS.items():
        for word in words.split():
            senses_of_it = table.setdefault(word, ())
            if sense not in senses_of_it:
                table[word] = (*senses_of_it, sense)
    return table


def _phrases() -> dict[str, list[Phrase]]:
    meanings: dict[str, tuple[int, ...]] = dict.fromkeys(_CONSUMED, ())
    for sense, phrases in _PHRASES.items():
        for phrase in phrases:
            meanings[phrase] = (*meanings.get(phrase, ()), sense)
    table: dict[str, list[Phrase]] = {}
    for phrase, senses_of_it in meanings.items():
        words = tuple(phrase.split())
        table.setdefault(words[0], []).append(Phrase(f" {phrase} ", senses_of_it, words))
    return table


WORDS: Final = _words()
"""Word to its senses."""

PHRASES: Final = _phrases()
"""First word of a phrase to the phrases that begin with it."""

_KNOWN: Final = frozenset(WORDS) | frozenset(PHRASES)

_UNSPACED: Final = tuple(word for word in WORDS if not word.isascii() and ord(word[0]) >= 0x3040)
"""Words of scripts that put no spaces between words; searched as substrings."""

Found = dict[int, list[str]]
"""Each sense with the words and phrases that carried it, in the order of the text."""


def senses(words: list[str], text: str) -> Found:
    """What the folded words of a text are signs of."""
    found: Found = {}
    known = [word for word in words if word in _KNOWN]
    if known:
        consumed = _search_phrases(known, words, found)
        for word in known:
            if word not in consumed:
                consumed.add(word)
                for sense in WORDS.get(word, ()):
                    found.setdefault(sense, []).append(word)
    if not text.isascii():
        _search_unspaced(text, found)
    return found


def _search_phrases(known: list[str], words: list[str], found: Found) -> set[str]:
    """Adds the phrases; returns the words they take up, which then mean nothing by themselves."""
    consumed: set[str] = set()
    padded = ""
    for word in known:
        if word not in PHRASES or word in consumed:
            continue
        padded = padded or f" {' '.join(words)} "
        for phrase in PHRASES[word]:
            if phrase.padded in padded:
                consumed.update(phrase.words)
                for sense in phrase.senses:
                    found.setdefault(sense, []).append(phrase.padded[1:-1])
    return consumed


def _search_unspaced(text: str, found: Found) -> None:
    for word in _UNSPACED:
        if word in text:
            for sense in WORDS[word]:
                found.setdefault(sense, []).append(word)
