"""The three made-up bodies: their names, voices and addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ratssearch.demo.spelling import Style


@dataclass(frozen=True, slots=True)
class Body:
    id: str
    names: Mapping[str, str]  # language -> name
    styles: Mapping[str, Style]  # language -> how days are written in running text
    dash: str  # between the days of a span
    timezone: str
    signatures: Mapping[str, str]  # language -> the line that signs a release; empty for none
    base_url: str  # where the site stands unless it is served elsewhere


TOLQUN = Body(
    id="tolqun",
    names={
        "en": "Tolqun Coordination Centre",
        "ru": "Координационный центр «Толкун»",
        "zh": "托尔昆协调中心",
    },
    styles={"en": Style.BRITISH, "ru": Style.RUSSIAN, "zh": Style.CHINESE},
    dash="–",
    timezone="Asia/Tashkent",
    signatures={
        "en": "Press Service of the Tolqun Coordination Centre",
        "ru": "Пресс-служба Координационного центра «Толкун»",
        "zh": "托尔昆协调中心新闻处",
    },
    base_url="http://127.0.0.1:8471",
)
VERESK = Body(
    id="veresk",
    names={"ru": "Бюро «Вереск»", "en": "Veresk Bureau"},
    styles={"en": Style.BRITISH, "ru": Style.RUSSIAN},
    dash="-",
    timezone="Asia/Omsk",
    signatures={"ru": "Пресс-служба Бюро «Вереск»", "en": "Press Office of the Veresk Bureau"},
    base_url="http://127.0.0.1:8472",
)
HARROWMERE = Body(
    id="harrowmere",
    names={"en": "Harrowmere Maritime Rescue and Relief Network"},
    styles={"en": Style.AMERICAN},
    dash="-",
    timezone="Europe/London",
    signatures={"en": "Harrowmere Network Information Desk"},
    base_url="http://127.0.0.1:8473",
)
BODIES = (TOLQUN, VERESK, HARROWMERE)

BaseUrls = Mapping[str, str]  # body id -> scheme, host and port, no slash at the end
DEFAULT_BASE_URLS: BaseUrls = {body.id: body.base_url for body in BODIES}
