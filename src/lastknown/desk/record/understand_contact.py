"""Who told it and by what: telephone numbers, identities, channel, source, unit, language.

A source goes into a field that is not sealed, so only centres, services and kinds of relatives are
taken as one; a person's own name stays in the raw text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lastknown.desk.record.understand_text import Claim, Text

__all__ = ["read_channel", "read_devices", "read_language", "read_numbers", "read_objects"]
__all__ += ["read_source"]

_DEVICE: Final = re.compile(r"\b(mmsi|imei)[ :=#.]{0,3}(\d{9}(?:\d{6})?)(?!\d)")
_CALL_SIGN: Final = re.compile(r"\b(?:call ?sign|indicatif)[ :=]{1,3}([a-z0-9]{3,8})(?![\w-])")
_PHONE: Final = re.compile(
    r"(?<![\w+])(?:(?:\+|00)(?=[1-9])\d(?:[ .()/-]{0,3}\d){7,14}"
    r"|0[1-9](?:[ .()/-]{0,2}\d){8,9})(?!\d)"
)
_LENGTHS: Final = {"33": (9, 9), "44": (9, 10), "32": (8, 9)}
"""Digits after the country's code: France (ARCEP), United Kingdom (Ofcom), Belgium (BIPT)."""
_CHANNEL: Final = re.compile(
    r"\bwhats ?app\b|\bsms\b|\btext message\b|\bmessenger\b|\btelegram\b|\be-?mail\b|\bcourriel\b"
    r"|\b(?:vhf )?(?:channel|ch|canal|voie) ?\d\d\b|\bvhf(?: ?\d\d)?\b"
    r"|(?<![\d.,+:])(?:999|112|196)(?=(?:'s)? (?:call|operator))"
    r"|(?:(?<=\bon )|(?<=\bcalled )|(?<=\bcalls )|(?<=\bau ))(?:999|112|196)\b(?![ :]?\d)"
)
_CENTRES: Final = (
    r"cross(?: gris[- ]nez| jobourg| corsen)?|[mj]rcc(?: [a-z]{3,20})?"
    r"|(?:[a-z]{3,20} )?(?:coast ?guard|police|lifeboat station)|gendarmerie(?: maritime)?"
    r"|border force|samu|sdis|sapeurs[- ]pompiers|pompiers|semaphore|ambulance|alarm ?phone"
    r"|utopia ?56|an? ngo|une ong|garde[- ]cotes|prefecture maritime|premar"
)
_KIN: Final = (
    r"(?:(?:the|his|her|their|my|a|le|la|son|sa|un|une|leur) )?(?:brother|sister|father|mother|wife"
    r"|husband|cousin|uncle|friend|relatives?|family|frere|soeur|pere|mere|femme|mari|oncle|amie?"
    r"|proche|famille)"
)
_BY: Final = (
    r"(?:relay(?:ed)?|passed|reported|told|info(?:rmation)?|message|call(?:ed)?) (?:by|from|on by)"
    r"|(?:relayee?|transmise?|signalee?|recue?) (?:par|de|du)|according to|selon|via|from"
    r"|de la part d[eu]|d'apres|appel d[eu]"
)
_SOURCE: Final = re.compile(
    rf"\b({_BY}) (?:(?:the|la|le) )?({_CENTRES}|{_KIN})\b(?!['’])"
    rf"|\b({_CENTRES}) (?:reports?|advis\w{{1,4}}|says|informs?|signale|indique|annonce)\b"
    rf"|^ ?({_CENTRES}) ?:"
)
_RELAYED: Final = re.compile(
    r"\brelay(?:ed|ing)?\b|\brelaye\w{0,3}\b|\bpassed on\b|\bon behalf of\b|\bsecond[- ]hand\b"
)
_UNIT: Final = re.compile(
    r"\brescue ?\d{3}\b|\bcoast ?guard (?:rescue )?\d{3}\b|\b(?:hmc|hms|rnlb|bsav|fpb|pcg|vcsm)"
    r" [a-z][a-z'-]{2,20}|\b(?:helicopter|helo|helico\w{0,6}|aircraft|avion"
    r"|drone) [a-z]?-?\d{2,4}\b"
    r"|\b(?:dover|ramsgate|dungeness|hastings|eastbourne|walmer|rye|calais|gravelines|boulogne"
    r"|dunkirk|dunkerque) lifeboat\b|\b[gf]-[a-z]{4}\b"
)
_OBJECT: Final = re.compile(
    r"\b(object|track|target|objet|piste|cible|echo)(?: (?:no|n°|number|numero)\.?| ?#)? ?"
    r"([a-z]?\d{1,4})(?![\w°'.,-]*\d| (?:pers|people|pax|men|nm|m|kn|min))"
)
_TONGUES: Final = {
    **dict.fromkeys(("english", "anglais"), "English"),
    **dict.fromkeys(("french", "francais"), "French"),
    **dict.fromkeys(("kurdish", "kurde", "sorani", "kurmanji"), "Kurdish"),
    **dict.fromkeys(("arabic", "arabe"), "Arabic"),
    **dict.fromkeys(("farsi", "persian", "persan", "iranian"), "Persian"),
    **dict.fromkeys(("dari",), "Dari"),
    **dict.fromkeys(("pashto", "pachto", "pachtou"), "Pashto"),
    **dict.fromkeys(("vietnamese", "vietnamien"), "Vietnamese"),
    **dict.fromkeys(("albanian", "albanais"), "Albanian"),
    **dict.fromkeys(("tigrinya",), "Tigrinya"),
    **dict.fromkeys(("amharic", "amharique"), "Amharic"),
    **dict.fromkeys(("somali",), "Somali"),
    **dict.fromkeys(("turkish", "turc"), "Turkish"),
    **dict.fromkeys(("urdu", "ourdou"), "Urdu"),
    **dict.fromkeys(("punjabi", "pendjabi"), "Punjabi"),
    **dict.fromkeys(("spanish", "espagnol"), "Spanish"),
}
_TONGUE = "|".join(_TONGUES)
_LANGUAGE: Final = re.compile(
    rf"\b(?:(?:speak(?:s|ing)?|spoke|parle(?:nt)?|parlant|language|langue)[ :]{{1,2}}"
    rf"(?:only |broken |some |poor |l'|le |en )?({_TONGUE})|({_TONGUE})[- ]speaking)\b"
)
_LANDS: Final = {
    **dict.fromkeys(("french", "francaise", "france"), "French"),
    **dict.fromkeys(("uk", "british", "english", "anglaise", "britannique"), "UK"),
    **dict.fromkeys(("belgian", "belge"), "Belgian"),
    **dict.fromkeys(("foreign", "etrangere", "international"), "foreign"),
}
_LAND = "|".join(_LANDS)
_TONE: Final = re.compile(
    rf"\b(?:({_LAND}) (?:dial(?:l?ing)?|ring(?:ing)?)[ -]?tone|tonalite ({_LAND})"
    rf"|(?:dial(?:l?ing)?|ring(?:ing)?)[ -]?tone (?:sounds? |is )?({_LAND}))\b"
)


def read_devices(text: Text) -> Iterator[Claim]:
    """Claim MMSI or IMEI, else the call sign, as the device; private."""
    numbered = list(_DEVICE.finditer(text.folded))
    for found in numbered:
        yield Claim(*found.span(), "device", f"{found[1]} {found[2]}")
    for found in _CALL_SIGN.finditer(text.folded):
        field = "call_sign" if numbered else "device"
        yield Claim(*found.span(), field, found[1].upper())


def read_numbers(text: Text) -> Iterator[Claim]:
    """Claim telephone numbers, international or national; private."""
    for found in _PHONE.finditer(text.folded):
        end = _end_of_number(text.folded, found)
        said = text.folded[found.start() : end].replace("(0)", "")
        digits = re.sub(r"\D", "", said)
        if said.startswith("00"):
            digits = digits[2:]
        international = said[0] == "+" or said.startswith("00")
        if len(digits) >= 8:
            yield Claim(found.start(), end, "number", "+" + digits if international else digits)


def _end_of_number(folded: str, found: re.Match[str]) -> int:
    """Return where a number ends: what follows it may be a count of persons.

    The country's code says how many digits it has; else a group of one digit, or one before a
    word, is no part of it.
    """
    digits = re.sub(r"\D", "", found[0].replace("(0)", "")).removeprefix("00")
    known = _LENGTHS.get(digits[:2]) if found[0].startswith(("+", "00")) else None
    longest = 2 + known[1] if known else len(digits)
    ends = [at for at in _group_ends(found) if _count(folded, found, at) <= longest]
    ends = [at for at in ends if _count(folded, found, at) >= 8]
    while len(ends) > 1 and (ends[-1] - ends[-2] == 2 or _counts_people(folded, ends[-1])):
        ends.pop()
    return ends[-1] if ends else found.end()


def _group_ends(found: re.Match[str]) -> list[int]:
    return [found.start() + group.end() for group in re.finditer(r"\d+", found[0])]


def _count(folded: str, found: re.Match[str], end: int) -> int:
    said = folded[found.start() : end].replace("(0)", "")
    return len(re.sub(r"\D", "", said).removeprefix("00"))


def _counts_people(folded: str, end: int) -> bool:
    return (
        re.match(
            r" ?(?:pers|people|pax|pob|men|women|hommes|femmes|migr|souls)", folded[end : end + 8]
        )
        is not None
    )


def read_channel(text: Text) -> Iterator[Claim]:
    """Claim the channel by which it came."""
    for found in _CHANNEL.finditer(text.folded):
        yield Claim(*found.span(), "channel", text.raw[slice(*found.span())].strip())


def read_source(text: Text) -> Iterator[Claim]:
    """Claim who passed it on, and that it was passed on."""
    for found in _SOURCE.finditer(text.folded):
        group = next(number for number in (2, 3, 4) if found[number])
        yield Claim(*found.span(), "source", text.raw[slice(*found.span(group))])
    for found in _RELAYED.finditer(text.folded):
        yield Claim(*found.span(), "relayed", "relayed")


def read_objects(text: Text) -> Iterator[Claim]:
    """Claim the name of a unit and a source's own name for what it saw."""
    for found in _UNIT.finditer(text.folded):
        yield Claim(*found.span(), "unit", text.raw[slice(*found.span())])
    for found in _OBJECT.finditer(text.folded):
        yield Claim(*found.span(), "object", f"{found[1]} {found[2]}")


def read_language(text: Text) -> Iterator[Claim]:
    """Claim language and dialling tone, only where the text says them outright; private."""
    for found in _LANGUAGE.finditer(text.folded):
        yield Claim(*found.span(), "language", _TONGUES[found[1] or found[2]])
    for found in _TONE.finditer(text.folded):
        yield Claim(*found.span(), "dialling_tone", _LANDS[found[1] or found[2] or found[3]])
