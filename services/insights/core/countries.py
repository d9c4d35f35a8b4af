"""The country of a place as its author writes it, where the last part of it names one."""

from __future__ import annotations

import functools
from typing import Final

from services.insights.core import words

_NAMES: Final = {
    "AE": "uae|united arab emirates",
    "AR": "argentina",
    "AT": "austria|osterreich",
    "AU": "australia",
    "BE": "belgium|belgique|belgie",
    "BR": "brazil|brasil",
    "CA": "canada",
    "CH": "switzerland|schweiz|suisse|svizzera",
    "CL": "chile",
    "CN": "china",
    "CO": "colombia",
    "CZ": "czechia|czech republic|cesko",
    "DE": "germany|deutschland|allemagne",
    "DK": "denmark|danmark",
    "EG": "egypt",
    "ES": "spain|espana",
    "FI": "finland|suomi",
    "FR": "france|frankreich",
    "GB": "uk|united kingdom|great britain|england|scotland|wales|northern ireland|gb",
    "GR": "greece|ellada",
    "HU": "hungary|magyarorszag",
    "ID": "indonesia",
    "IE": "ireland|eire",
    "IL": "israel",
    "IN": "india|bharat",
    "IT": "italy|italia|italien",
    "JP": "japan|nippon",
    "KE": "kenya",
    "KR": "south korea|korea",
    "MX": "mexico",
    "MY": "malaysia",
    "NG": "nigeria",
    "NL": "netherlands|nederland|the netherlands|holland",
    "NO": "norway|norge",
    "NZ": "new zealand|aotearoa",
    "PE": "peru",
    "PH": "philippines|pilipinas",
    "PK": "pakistan",
    "PL": "poland|polska",
    "PT": "portugal",
    "RO": "romania",
    "RU": "russia",
    "SA": "saudi arabia",
    "SE": "sweden|sverige",
    "SG": "singapore",
    "TH": "thailand",
    "TR": "turkey|turkiye",
    "UA": "ukraine",
    "US": "usa|us|united states|united states of america|america|u s a",
    "VN": "vietnam|viet nam",
    "ZA": "south africa",
}

_CODES: Final = {name: code for code, names in _NAMES.items() for name in names.split("|")}


@functools.lru_cache(maxsize=16_384)
def of(place: str) -> str:
    """ISO 3166 code of a place such as `Lyon, France`; empty where its last part names no country we know."""
    return _CODES.get(words.fold(place.rpartition(",")[2]).strip(), "")
