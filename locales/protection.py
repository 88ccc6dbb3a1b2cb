"""What stands under figures by service: the method, the attacker, what is merged, the loss."""

from __future__ import annotations

from locales import _


def in_one_sentence() -> str:
    """For a politician."""
    return _(
        "The figures show truly how the house is used, but never so exactly that they can tell"
        " anything about one person."
    )


def method() -> tuple[str, ...]:
    """Paragraphs for whoever wants to know; docs/figures.md says the same at length."""
    return (
        _(
            "**The formula.** If n is the true count and r what is left when n is divided by 5,"
            " n is shown as n − r or as n − r + 5; the higher one comes with the chance r/5, so"
            " the average is right. The lots are drawn together, so that rows and columns add up."
        ),
        _(
            "**What the attacker knows.** We count on somebody who knows all exact figures of the"
            " house, everything ever published, this method and every rule. Every count from 1 to"
            " 4 must then still be able to be at least four different things; of fewer than four"
            " visits every division must be possible."
        ),
        _(
            "**What is merged.** Rows with fewer than 30 visits in a quarter stand together in"
            " “others”. If a program that plays the attacker can still work something out, a new"
            " lot is drawn, then more rows are merged, and at last the table is withheld. Now and"
            " then rows are merged by lot, so that merging tells nothing."
        ),
        _(
            "**What it costs.** A figure is about one and a half from the truth on average and"
            " never more than four. Figures from 0 to 4 say only that there were few or none."
        ),
        _(
            "**Sources.** L. H. Cox: A constructive procedure for unbiased controlled rounding,"
            " Journal of the American Statistical Association 82 (1987). Handbook on Statistical"
            " Disclosure Control, chapter 5."
        ),
    )
