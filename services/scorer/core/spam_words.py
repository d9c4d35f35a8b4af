"""What spam says, in eight languages. Ours, small, each phrase one that customers seldom write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final


def _phrases(text: str) -> Sequence[str]:
    """Phrases parted by commas and lines."""
    return [phrase.strip() for phrase in text.replace("\n", ",").split(",") if phrase.strip()]


GIVEAWAY: Final = "giveaway"
MONEY: Final = "money"
COINS: Final = "coins"
FOLLOW: Final = "follow"
ADULT: Final = "adult"
OFFER: Final = "offer"
ROBOT: Final = "robot"

SENSES: Final[Mapping[str, Sequence[str]]] = {
    # Something for nothing.
    GIVEAWAY: _phrases(
        """
        giveaway, giveaways, sweepstakes, raffle, enter to win, chance to win, you have won, you've won,
        claim your prize, claim your reward, claim now, win a free, win free, free gift card, airdrop,
        tag 3 friends, tag two friends, tag a friend to win, retweet to win, rt to win, follow and rt,
        rt and follow, like and share to win, lucky winner, lucky winners
        sorteo, sorteamos, gana un, participa y gana, participa para ganar, premio gratis, has ganado
        concours, jeu concours, tente de gagner, tentez de gagner, pour participer, à gagner, tirage au sort
        gewinnspiel, verlosung, verlosen, jetzt gewinnen, zu gewinnen, gewinne ein, mitmachen und gewinnen
        giveaway gratis, concorso a premi, vinci un, partecipa e vinci, in palio, estrazione a premi
        sorteio, concorra a, participe e ganhe, ganhe um, você ganhou, premiação
        مسابقة, سحب على, ربح جائزة, اربح, جوائز مجانية, للمشاركة في السحب, مبروك ربحت
        गिवअवे, इनाम जीतें, मुफ्त इनाम, जीतने का मौका, लकी ड्रा
        """
    ),
    # Money without work.
    MONEY: _phrases(
        """
        binary options, presale, whitelist spots, memecoin,
        online casino, casino bonus, sports betting, betting tips, free spins, crypto signals,
        crypto giveaway, free money, make money, earn money,
        earn from home, work from home and earn, passive income, financial freedom, double your money,
        guaranteed profit, guaranteed returns, daily profit, trading signals, investment plan, cashapp me,
        recover lost funds, hacked account recovery, loan offer,
        instant loan, payday loan, get rich
        ganar dinero, gana dinero, ingresos pasivos, libertad financiera, apuestas,
        préstamo rápido,
        trabaja desde casa
        gagner de l'argent, revenus passifs, liberté financière, paris sportifs, prêt rapide,
        travailler à domicile
        geld verdienen, passives einkommen, finanzielle freiheit, sportwetten, sofortkredit,
        von zuhause verdienen
        guadagnare soldi, guadagna da casa, reddito passivo, libertà finanziaria, scommesse,
        prestito veloce
        ganhar dinheiro, ganhe dinheiro, renda extra, renda passiva, liberdade financeira,
        apostas,
        empréstimo rápido, trabalhe em casa
        اربح المال, ربح المال, كسب المال, دخل إضافي, تداول العملات, كازينو,
        قرض سريع, سداد القروض, سداد قروض, تسديد القروض, تسديد قروض
        पैसे कमाएं, पैसा कमाएं, घर बैठे कमाएं, तुरंत लोन, सट्टा
        """
    ),
    # What money without work is often made of; customers of those who sell it write of it, too.
    COINS: _phrases(
        """
        crypto, bitcoin, btc, ethereum, nft, nfts, forex, criptomonedas, cryptomonnaie, kryptowährung,
        criptovalute, criptomoedas, العملات الرقمية, بيتكوين, فوركس, क्रिप्टो, बिटकॉइन
        """
    ),
    # Followers for followers.
    FOLLOW: _phrases(
        """
        followback, follow back, follow me back, followtrain, follow train, f4f, l4l, follow4follow,
        follow for follow, follow 4 follow, like4like, like for like, teamfollowback, team follow back,
        gain followers, get followers, more followers, buy followers, free followers, mutuals gain,
        sub4sub, subscribe to my, check out my channel, check my channel
        sígueme y te sigo, te sigo si me sigues, más seguidores, ganar seguidores, sigo de vuelta
        abonne toi et je, je follow back, plus d'abonnés, gagner des abonnés
        folge zurück, folgt mir, mehr follower, follower kaufen
        seguimi e ti seguo, ricambio follow, più follower
        sigo de volta, sdv, me segue que eu sigo, mais seguidores, ganhar seguidores
        فولو باك, تابعني وأتابعك, زيادة متابعين, متابعين حقيقيين, رتويت متابعين
        फॉलो बैक, फॉलोअर्स बढ़ाएं
        """
    ),
    # Company for money.
    ADULT: _phrases(
        """
        onlyfans, only fans, nudes, my nudes, sexcam, cam girl, camgirl, free porn, hot singles, sexy pics,
        adult content, 18+ content, dm for nudes, escorts, hookup
        packs hot, vendo pack, contenido exclusivo, chicas calientes
        plan cul, filles chaudes, sexgeschichten, heiße singles, nackt chat
        ragazze calde, incontri hot, novinhas, conteúdo adulto, vendo conteúdo
        سكس, زواج مسيار, अश्लील, सेक्सी वीडियो
        """
    ),
    # Something to buy. Customers use these words too, so they weigh little.
    OFFER: _phrases(
        """
        promo, promo code, coupon, coupons, discount code, use code, limited time offer, limited offer,
        buy now,
        order now, shop now, click here, click the link, click link, link in bio, link in my bio,
        free shipping,
        best price, best deals, hot deals, dm to order, dm for price, dm for promo, dm us to order,
        sign up now,
        register now, visit our website, visit our store, check out our, subscribe now, download now,
        on sale now,
        wholesale, cheap price, whatsapp us, freebie, freebies
        compra ya, compra ahora, haz clic, código de descuento, oferta limitada, envío gratis,
        enlace en la bio,
        visita nuestra
        achetez maintenant, cliquez ici, code promo, offre limitée, livraison gratuite, lien en bio,
        visitez notre
        jetzt kaufen, hier klicken, rabattcode, gutscheincode, nur für kurze zeit, versandkostenfrei,
        link in der bio,
        besuche unsere
        acquista ora, compra ora, clicca qui, codice sconto, offerta limitata, spedizione gratuita,
        link in bio,
        visita il nostro
        compre agora, compre já, clique aqui, cupom, cupom de desconto, oferta limitada, frete grátis,
        link na bio,
        visite nosso
        كود خصم, خصم خاص, اضغط هنا, اطلب الآن, للطلب واتس, للطلب, عرض محدود, شحن مجاني, الرابط في البايو
        अभी खरीदें, यहाँ क्लिक करें, डिस्काउंट कोड, सीमित ऑफर, फ्री शिपिंग
        """
    ),
    # A machine that says so.
    ROBOT: _phrases(
        """
        bot, i am a bot, i'm a bot, automated account, automated tweets, automated posts, beep boop,
        soy un bot, cuenta automatizada, je suis un bot, compte automatisé, ich bin ein bot,
        automatisierter account, sono un bot, account automatico, sou um bot, conta automatizada,
        حساب آلي, बॉट
        """
    ),
}
"""Each sense with its phrases, in lower case."""

VOICES: Final = """
    i im ive id my mine me we our yo mi mis nosotros nuestro je mon ma mes nous notre ich mein meine mir wir
    unser io mio mia miei noi nostro eu meu minha nós nosso أنا انا عندي لدي मैं मेरा मेरी मुझे हम हमारा
"""
"""Words of somebody who speaks of their own matters."""
