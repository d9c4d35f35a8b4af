"""Words beside which things are named, in eight languages, found in one pass over a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from services.scorer.core.phrases import Phrases

FLIGHT: Final = "flight"
BOOKING: Final = "booking"
ORDER: Final = "order"
MONTH: Final = "month"
WEEKDAY: Final = "weekday"
BOUGHT: Final = "bought"
SYSTEM: Final = "system"
PLACE_BEHIND: Final = "place behind its name"
PLACE_BEFORE: Final = "place before its name"
GATE: Final = "gate"
CURRENCY: Final = "currency"


def _words(text: str) -> Sequence[str]:
    return re.findall(r"\S+", text)


CUES: Final = Phrases(
    {
        FLIGHT: _words("flight flights flt flts vuelo vol flug volo voo رحلة الرحلة فلايت फ्लाइट उड़ान"),
        # What follows may have letters only.
        BOOKING: _words(
            """
            booking confirmation confirm conf reservation res locator pnr reserva localizador réservation
            buchung buchungsnummer buchungscode prenotazione حجز الحجز बुकिंग पीएनआर
            """
        ),
        ORDER: _words(
            """
            order ordernumber case ticket eticket reference ref tracking track parcel package shipment
            awb invoice
            claim complaint incident request rma sr tag
            pedido billete boleto factura caso expediente seguimiento envío guía reclamación
            commande billet facture dossier colis suivi réclamation
            bestellung bestellnummer bestellnr auftrag auftragsnummer rechnung rechnungsnummer sendung
            sendungsnummer vorgang vorgangsnummer
            ordine biglietto fattura pratica spedizione reclamo
            bilhete passagem fatura protocolo encomenda rastreio chamado
            طلب الطلب طلبي طلبية شحنة الشحنة تذكرة التذكرة بلاغ البلاغ فاتورة الفاتورة
            ऑर्डर आर्डर टिकट पार्सल शिकायत केस
            """
        ),
        MONTH: _words(
            """
            january jan february feb march mar april apr may june jun july jul august aug september sept sep
            october oct november nov december dec
            enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
            janvier février mars avril mai juin juillet août septembre octobre novembre décembre
            januar februar märz juni juli oktober dezember okt dez
            gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
            janeiro fevereiro março maio junho julho setembro outubro novembro dezembro
            يناير فبراير مارس أبريل ابريل مايو يونيو يوليو أغسطس اغسطس سبتمبر أكتوبر اكتوبر نوفمبر ديسمبر
            जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर
            """
        ),
        WEEKDAY: [
            *_words(
                """
            monday tuesday wednesday thursday friday saturday sunday
            lunes martes miércoles miercoles jueves viernes sábado sabado domingo
            lundi mardi mercredi jeudi vendredi samedi dimanche
            montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
            lunedì martedì mercoledì giovedì venerdì domenica
            الأحد الاثنين الإثنين الثلاثاء الأربعاء الاربعاء الخميس الجمعة السبت
            सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार
                """
            ),
            "segunda feira",
            "terça feira",
            "quarta feira",
            "quinta feira",
            "sexta feira",
        ],
        BOUGHT: _words(
            """
            bought ordered purchased my using own selling compré comprei acheté comprato mein meine
            meinen meinem
            mi mon mio meu minha اشتريت मेरा मेरी
            """
        ),
        SYSTEM: _words(
            """
            version firmware build release ios ipados android windows macos versión versione versão
            الإصدار संस्करण
            """
        ),
        PLACE_BEHIND: _words(
            """
            airport store shop branch outlet station mall lounge showroom
            """
        ),
        PLACE_BEFORE: _words(
            """
            aeropuerto tienda sucursal estación aéroport magasin boutique agence gare aeroporto negozio
            filiale
            stazione loja agência estação flughafen bahnhof hauptbahnhof مطار فرع
            """
        ),
        GATE: ["gate", "terminal"],
        CURRENCY: _words("usd eur gbp inr brl mxn aed sar egp chf cad aud rs"),
    }
)
