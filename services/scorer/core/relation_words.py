"""What people say of themselves towards a brand, in eight languages; in texts and in profiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

CUSTOMER: Final = "customer"
OWNS: Final = "owns"
PROSPECT: Final = "prospect"
FORMER: Final = "former"
SWITCHED_TO: Final = "switched to"
SWITCHED_FROM: Final = "switched from"
WORKS_FOR: Final = "works for"
PRESS: Final = "press"
COMPETITOR: Final = "competitor"
INFLUENCER: Final = "influencer"


def _phrases(text: str) -> Sequence[str]:
    """Phrases parted by commas and lines."""
    return [phrase.strip() for phrase in text.replace("\n", ",").split(",") if phrase.strip()]


def _each(begins: str, ends: str) -> Sequence[str]:
    """Each beginning with each end."""
    return [f"{begin} {end}" for begin in _phrases(begins) for end in _phrases(ends)]


TEXTS: Final[Mapping[str, Sequence[str]]] = {
    # Has bought: nothing else is meant by it.
    CUSTOMER: [
        *_phrases(
            """
            i bought, i've bought, i just bought, i ordered, i've ordered, i just ordered, i purchased,
            i booked,
            i've booked, i paid for, i received my, i flew with, i fly with you, i'm flying with,
            we're flying with,
            we bought, we ordered, we booked, we paid for, as a customer, loyal customer, i'm a customer,
            i am a customer, long time customer, i've been a customer, been a customer, as a member,
            frequent flyer, returning customer, paying customer, i subscribed, i'm subscribed
            compré, he comprado, pedí un, hice un pedido, hice una reserva, reservé, pagué, como cliente,
            soy cliente,
            cliente desde, soy usuario, soy usuaria
            j'ai acheté, j'ai commandé, j'ai réservé, j'ai payé, en tant que client, en tant que cliente,
            je suis client, je suis cliente, je suis abonné, je suis abonnée, client depuis, cliente depuis
            ich habe bestellt, hab bestellt, habe ich bestellt, gekauft habe, bestellt habe,
            gebucht habe, habe gebucht,
            ich bin kunde, ich bin kundin, als kunde, als kundin, bin kunde, bin kundin, kunde seit,
            kundin seit
            ho comprato, ho acquistato, ho ordinato, ho prenotato, ho pagato, sono cliente, da cliente,
            come cliente,
            cliente da anni
            comprei, encomendei, reservei, fiz um pedido, fiz uma compra, paguei, sou cliente, como cliente,
            cliente há, sou assinante
            اشتريت, طلبت من, حجزت, دفعت, انا عميل, أنا عميل, أنا زبون, انا زبون, عميل لديكم, عميل عندكم
            मैंने खरीदा, मैंने खरीदी, मैंने ऑर्डर, मैंने बुक, मैंने मंगवाया, मैं ग्राहक, आपका ग्राहक
            """
        ),
        *_each(
            "my",
            """
            order, orders, booking, reservation, account, subscription, membership, contract, invoice,
            refund, parcel,
            package, delivery, shipment, warranty, luggage, baggage, bag, bags, suitcase, boarding pass,
            flight, flights,
            connecting flight, connection, seat, itinerary, ticket number, order number, rewards, miles,
            points,
            flight to, flight from, flight was, flight is
            """,
        ),
        *_each("our", "order, booking, reservation, subscription, flight, flights, luggage, bags, delivery"),
        *_each(
            "mi", "pedido, reserva, cuenta, suscripción, factura, reembolso, paquete, envío, vuelo, equipaje"
        ),
        *_each("ma, notre", "commande, réservation, facture, livraison, valise"),
        *_each("mon, notre", "colis, compte, abonnement, vol, remboursement, bagage"),
        *_each("mes", "bagages, commandes, billets"),
        *_each("meine, meiner, unsere", "bestellung, buchung, rechnung, lieferung, sendung, erstattung"),
        *_each("mein, meinen, meinem, unser", "paket, konto, abo, vertrag, flug, gepäck, koffer"),
        *_each("il mio, mio", "ordine, account, abbonamento, pacco, volo, rimborso, bagaglio"),
        *_each("la mia, mia", "prenotazione, fattura, spedizione, valigia"),
        *_each("meu", "pedido, voo, reembolso, pacote, plano, contrato"),
        *_each("minha", "reserva, conta, compra, encomenda, assinatura, fatura, mala, bagagem"),
        *_phrases("طلبي, حجزي, رحلتي, حسابي, اشتراكي, شحنتي, طلبيتي, حقيبتي, حقائبي, أمتعتي, فاتورتي"),
        *_each("मेरा, मेरे, मेरी", "ऑर्डर, आर्डर, बुकिंग, टिकट, पार्सल, अकाउंट, खाता, सामान, फ्लाइट, उड़ान, रिफंड"),
    ],
    # May as well be of something else.
    OWNS: _phrases(
        """
        my ticket, my tickets, my card, my device, my laptop, my new, my bill, my payment,
        my app, my trip,
        my complaint, my case, my claim, mi boleto, mi billete, mi entrada, mi tarjeta, mi móvil,
        mi queja, mon billet,
        ma carte, ma plainte, mein ticket, meine karte, meine beschwerde, mein handy, il mio biglietto,
        la mia carta,
        il mio telefono, minha passagem, meu cartão, meu celular, minha reclamação, تذكرتي, بطاقتي,
        جوالي, شكواي,
        मेरी शिकायत, मेरा कार्ड, मेरा फोन
        """
    ),
    PROSPECT: [
        *_phrases(
            """
            should i buy, should i get, should i switch to, is it worth buying, is it worth getting,
            worth buying,
            i want to buy, i'd like to buy, i would like to buy, looking to buy, looking to get a,
            looking to switch,
            looking at buying, looking at getting, looking for a new, planning to buy, planning to get,
            planning on buying, planning on getting, want to order, i'd like to order, interested in buying,
            i'm about to buy, i might buy, i may buy, i'm gonna buy, i'm going to buy, do you ship to,
            do you deliver to, do you fly to, do you sell, where can i buy, where can i get one,
            how much does it cost,
            how much is a, any deals on, which one should i buy, which one should i get, convince me to buy
            estoy pensando en comprar, pienso comprar, pensando en comprar, quiero comprar,
            quisiera comprar, me gustaría comprar,
            vale la pena comprar, dónde puedo comprar, donde puedo comprar, cuánto cuesta,
            hacen envíos a, envían a,
            me interesa comprar, estoy buscando comprar, pensando en cambiarme a
            je pense acheter, j'envisage d'acheter, j'hésite à acheter, je voudrais acheter,
            j'aimerais acheter, je veux acheter,
            je compte acheter, où puis je acheter, où acheter, ça vaut le coup d'acheter, combien coûte,
            livrez vous
            ich überlege, überlege mir, will ich kaufen, möchte ich kaufen, würde gerne kaufen,
            möchte gerne kaufen, kaufen möchte,
            lohnt sich der kauf, lohnt es sich, wo kann ich kaufen, wo kann man kaufen, was kostet,
            liefert ihr nach,
            zu euch wechseln, zu ihnen wechseln
            sto pensando di comprare, pensavo di comprare, penso di comprare, vorrei comprare,
            vorrei acquistare, voglio comprare,
            vale la pena comprare, dove posso comprare, dove posso acquistare, quanto costa, spedite in,
            consegnate a
            estou pensando em comprar, penso em comprar, pensando em comprar, quero comprar,
            queria comprar, gostaria de comprar,
            vale a pena comprar, onde posso comprar, onde compro, quanto custa, entregam em, vocês entregam
            أفكر في شراء, افكر اشتري, افكر أشتري, أريد شراء, اريد شراء, ابي اشتري, أبغى أشتري,
            عايز اشتري, كم سعر, بكم سعر,
            وين احصل, من وين اشتري, هل تنصحون بشراء, هل يستحق الشراء
            खरीदना चाहता हूं, खरीदना चाहता हूँ, खरीदना चाहती हूं, खरीदना चाहती हूँ, खरीदने की सोच,
            लेने की सोच, कहां से खरीद,
            कहाँ से खरीद, कितने का है, क्या मुझे खरीदना चाहिए
            """
        ),
        *_each(
            "thinking of, thinking about, considering",
            """
            buying, getting, ordering, booking, switching to, moving to, trying, subscribing, upgrading to
            """,
        ),
    ],
    # Has left.
    FORMER: _phrases(
        """
        former customer, ex customer, used to be a customer, no longer a customer, not a customer anymore,
        i used to fly with, i used to shop at, i used to use, i used to buy, i used to love your,
        i cancelled my account,
        i canceled my account, i cancelled my subscription, i canceled my subscription,
        cancelled my membership,
        canceled my membership, just cancelled my subscription, just canceled my subscription,
        closed my account,
        i closed my account, deleted my account, i deleted my account, i left you, left you for,
        i quit using,
        i stopped using, stopped buying, i unsubscribed, lost me as a customer, lost a customer,
        you just lost a customer,
        you've lost a customer
        ex cliente, ya no soy cliente, dejé de ser cliente, era cliente, fui cliente, cancelé mi cuenta,
        cancelé mi suscripción,
        me di de baja, me he dado de baja, dejé de usar, perdieron un cliente, perdieron una clienta,
        han perdido un cliente
        ancien client, ancienne cliente, je ne suis plus client, je ne suis plus cliente, j'étais client,
        j'étais cliente,
        j'ai résilié, j'ai fermé mon compte, je me suis désabonné, vous avez perdu un client,
        vous avez perdu une cliente
        ehemaliger kunde, ehemalige kundin, ex kunde, kein kunde mehr, keine kundin mehr, ich war kunde,
        ich war kundin,
        habe gekündigt, hab gekündigt, gekündigt habe, mein konto gelöscht, einen kunden verloren,
        einen kunden weniger,
        kunden weniger
        ex cliente, non sono più cliente, ero cliente, ho disdetto, ho chiuso il conto,
        ho cancellato l'abbonamento,
        avete perso un cliente, avete perso una cliente
        ex cliente, não sou mais cliente, deixei de ser cliente, era cliente, fui cliente,
        cancelei minha conta,
        cancelei a assinatura, cancelei minha assinatura, cancelei meu plano, perderam um cliente,
        perderam uma cliente
        عميل سابق, زبون سابق, كنت عميل, كنت زبون, ألغيت اشتراكي, الغيت اشتراكي, الغيت حسابي, أغلقت حسابي,
        خسرتم عميل,
        خسرتوا عميل, خسرتم زبون
        पूर्व ग्राहक, अब ग्राहक नहीं, मैंने बंद कर दिया, अकाउंट बंद कर दिया, सब्सक्रिप्शन रद्द, एक ग्राहक खो
        """
    ),
    # Whose side it is on, the name behind it says.
    SWITCHED_TO: _phrases(
        """
        i switched to, i've switched to, just switched to, we switched to, we've switched to, i moved to,
        i've moved over to,
        me cambié a, me he cambiado a, je suis passé chez, je suis passée chez, je suis passé à,
        gewechselt zu, bin jetzt bei,
        bin gewechselt zu, sono passato a, sono passata a, mudei para, migrei para, troquei para,
        حولت إلى, حولت الى, انتقلت إلى
        """
    ),
    SWITCHED_FROM: _phrases(
        """
        i switched from, i've switched from, just switched from, we switched from, i moved from,
        i switched away from, i left,
        me cambié de, me fui de, j'ai quitté, weg von, gewechselt von, sono passato da, ho lasciato,
        saí da, saí do, تركت
        """
    ),
    WORKS_FOR: _phrases(
        """
        i work for, i work at, i'm working for, i'm working at, i work with, i'm an employee of,
        as an employee of, employee at,
        i'm a manager at, i'm an engineer at, here at, trabajo en, trabajo para, soy empleado de,
        soy empleada de,
        je travaille chez, je travaille pour, je suis employé chez, ich arbeite bei, ich arbeite für,
        arbeite bei,
        lavoro in, lavoro per, lavoro da, trabalho na, trabalho no, trabalho para, أعمل في, اعمل في,
        اشتغل في,
        मैं काम करता, मैं काम करती
        """
    ),
    PRESS: _phrases(
        """
        i'm a reporter, i am a reporter, i'm a journalist, i am a journalist, i'm a producer with,
        i'm a producer at,
        i'm a journalist with, reporter with, journalist with,
        writing a story about,
        writing an article about, working on a story about, working on a story, for a story i'm,
        for an article i'm,
        press inquiry, press enquiry, media inquiry, media enquiry, request for comment,
        may we use your video,
        can we use your video, can we use your photo, may we use your photo, permission to use your video,
        permission to use your photo, did you take this photo, did you take this video,
        on all platforms with credit
        soy periodista, soy reportero, soy reportera, escribo un artículo sobre,
        estoy preparando un reportaje, podemos usar su video
        je suis journaliste, j'écris un article sur, je prépare un reportage, demande presse,
        pouvons nous utiliser votre vidéo
        ich bin journalist, ich bin journalistin, ich bin reporter, ich schreibe einen artikel,
        presseanfrage, ich recherchiere
        sono un giornalista, sono una giornalista, sto scrivendo un articolo, richiesta stampa
        sou jornalista, sou repórter, estou escrevendo uma matéria, podemos usar seu vídeo,
        podemos usar o vídeo
        أنا صحفي, انا صحفي, أنا صحافي, أنا مراسل, मैं पत्रकार, मैं रिपोर्टर
        """
    ),
    COMPETITOR: _phrases(
        """
        switch to us, come over to us, come on over to us, try us instead, fly with us instead,
        come fly with us, come join us instead,
        we'd love to have you on board with us, we can offer you, we offer a better, we never charge,
        we don't charge for,
        we'll match your, cámbiate con nosotros, cámbiate a nosotros, vente con nosotros,
        passez chez nous, venez chez nous,
        wechsel zu uns, wechselt zu uns, wechseln sie zu uns, komm zu uns, passa a noi, passate a noi,
        venha para a nossa,
        mude para a nossa, انتقل إلينا, حول إلينا
        """
    ),
    INFLUENCER: _phrases(
        """
        my followers, my subscribers, my viewers, my audience, my youtube channel, my channel,
        my latest video, my new video,
        my review of, my blog, my podcast, sponsored post, in partnership with, collab with you,
        collaborate with your brand,
        mis seguidores, mi canal, mi blog, mes abonnés, ma chaîne, mon blog, meine follower, mein kanal,
        meinem kanal, mein blog,
        i miei follower, il mio canale, il mio blog, meus seguidores, meu canal, meu blog, متابعيني,
        قناتي, मेरे फॉलोअर्स, मेरे चैनल
        """
    ),
}
"""Each sense with its phrases in a text."""

BIOS: Final[Mapping[str, Sequence[str]]] = {
    PRESS: _phrases(
        """
        reporter, journalist, correspondent, columnist, news editor, editor at, editor for,
        editor in chief, staff writer,
        freelance writer for, writer for, news anchor, anchor at, news producer, producer at, newsroom,
        breaking news,
        newspaper, press agency, news agency, broadcaster, investigative
        periodista, reportero, reportera, corresponsal, redactor, redactora, noticias, columnista
        journaliste, rédacteur, rédactrice, rédactrice en chef, rédacteur en chef, correspondante,
        reporter chez, actualités
        journalistin, redakteur, redakteurin, reporterin, korrespondent, korrespondentin, nachrichten,
        redaktion
        giornalista, redattore, redattrice, corrispondente, inviato, inviata, notizie
        jornalista, repórter, redatora, correspondente, colunista, notícias
        صحفي, صحفية, صحافي, صحافية, إعلامي, اعلامي, إعلامية, مراسل, مراسلة, أخبار, اخبار
        पत्रकार, संवाददाता, रिपोर्टर, संपादक, समाचार
        """
    ),
    INFLUENCER: _phrases(
        """
        influencer, content creator, ugc creator, digital creator, blogger, vlogger, youtuber, streamer,
        tiktoker, podcaster,
        brand ambassador, collabs, collab, pr friendly, travel blog, food blog, fashion blog,
        tech reviewer, reviewer,
        business inquiries, business enquiries
        creadora de contenido, creador de contenido, bloguera, bloguero, embajadora de, embajador de,
        colaboraciones
        créatrice de contenu, créateur de contenu, blogueuse, blogueur, ambassadrice, partenariats
        influencerin, bloggerin, kooperationen, kooperation, markenbotschafter, markenbotschafterin
        creatrice di contenuti, creatore di contenuti, collaborazioni, criadora de conteúdo,
        criador de conteúdo, blogueira,
        blogueiro, publis, parcerias, صانع محتوى, صانعة محتوى, مدون, مدونة, مؤثرة, يوتيوبر, इन्फ्लुएंसर,
        कंटेंट क्रिएटर, ब्लॉगर, यूट्यूबर
        """
    ),
    WORKS_FOR: _phrases(
        """
        work at, works at, working at, work for, works for, working for, employee at, employee of,
        employed at, engineer at,
        manager at, director at, head of, vp at, ceo of, founder of, support at, crew at, team at,
        staff at, trabajo en, empleado de,
        empleada de, travaille chez, employé chez, employée chez, salarié chez, arbeite bei,
        mitarbeiter bei, mitarbeiterin bei,
        lavoro per, lavoro in, dipendente, trabalho na, trabalho no, funcionário da, funcionária da,
        أعمل في, موظف في, कर्मचारी
        """
    ),
}
"""Each sense with its phrases in a profile."""
