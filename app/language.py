"""Which language the window speaks: the system's, or the one that the person chose; and its texts and forms."""

from __future__ import annotations

from enum import StrEnum
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDate, QLibraryInfo, QLocale, QTranslator

from app.tr import Language, speak, spoken

RESOURCES = Path(__file__).parents[1] / "resources"


class Choice(StrEnum):
    """What can be chosen; the value of a language is its code, and the name of its catalogue."""

    SYSTEM = "system"
    ENGLISH = "en"
    FRENCH = "fr"


def use(choice: Choice, system: QLocale | None = None) -> None:
    """The window, made after this, speaks it. A system whose language has no catalogue has English."""
    system = QLocale.system() if system is None else system
    code = QLocale.languageToCode(system.language()) if choice is Choice.SYSTEM else choice.value
    if code == Choice.FRENCH:
        speak(of(_region(QLocale.Language.French, system), _catalogue(code)))
    else:
        speak(of(_region(QLocale.Language.English, system), NullTranslations()))


def translate_qt(app: QCoreApplication) -> None:
    """Qt's own words in the language that is spoken: the menu of a field, the dialogs of files."""
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if spoken().code != Choice.ENGLISH and translator.load(f"qtbase_{spoken().code}", folder):
        app.installTranslator(translator)


def of(locale: QLocale, catalogue: NullTranslations) -> Language:
    """A region's numbers and days with a catalogue's texts."""
    short, long = QLocale.FormatType.ShortFormat, QLocale.FormatType.LongFormat

    def names(of_one: object, count: int, form: QLocale.FormatType) -> tuple[str, ...]:
        return tuple(of_one(place, form) for place in range(1, count + 1))  # type: ignore[operator]

    def amount(value: float) -> str:
        return locale.toString(float(value), "f", 0 if float(value).is_integer() else 2).replace("-", "−")

    return Language(
        catalogue,
        code=QLocale.languageToCode(locale.language()),
        whole=lambda value: str(locale.toString(int(value))),
        amount=amount,
        cents=lambda value: locale.toString(float(value), "f", 2).replace("-", "−"),
        full_day=lambda day: locale.toString(QDate(day.year, day.month, day.day), _with_full_year(locale)),
        day=lambda day: locale.toString(QDate(day.year, day.month, day.day), "ddd d MMM"),
        months=names(locale.monthName, 12, long),
        short_months=names(locale.monthName, 12, short),
        weekdays=names(locale.dayName, 7, long),
        short_weekdays=names(locale.dayName, 7, short),
        decimal=locale.decimalPoint(),
        group=locale.groupSeparator(),
        day_first=locale.dateFormat(short).startswith("d"),
    )


def _with_full_year(locale: QLocale) -> str:
    form = locale.dateFormat(QLocale.FormatType.ShortFormat)
    return form if "yyyy" in form else form.replace("yy", "yyyy")


def _region(language: QLocale.Language, system: QLocale) -> QLocale:
    """The system's region where its language is the one that is spoken: its numbers belong to that."""
    if system.language() == language:
        return system
    english = language == QLocale.Language.English
    return QLocale(language, QLocale.Country.UnitedStates if english else QLocale.Country.France)


def _catalogue(code: str) -> NullTranslations:
    with (RESOURCES / "languages" / f"{code}.mo").open("rb") as file:
        return GNUTranslations(file)
