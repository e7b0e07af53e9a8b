"""The card that stands beside the model: what it is, how good, how honest, and where it ends."""

from collections.abc import Sequence

from deploy.model.learning import COMMON, FOLDS, Judged
from deploy.model.reliability import Verdict, bins, figures, gap
from services.router.opinion import ALIKE, FAMILIAR, LONGEST, SHORTEST, Table

SURE = (0.5, 0.6, 0.7, 0.8, 0.9)

CARD = """\
# The learnt opinion

Editorial or technical? Asked only where no rule and no term of the lexicon speaks; it then says so,
names the date of its data and how sure it is. Written by `python -m deploy.model.train`, read by
`services/router/opinion.py`.

**What it is.** A linear model over character {shortest}- to {longest}-grams of words, of what the
reporter says ({said:,} n-grams) and, apart from it, of the text complained about ({cited:,}). Each
n-gram is weighed by how unevenly it is spread (naive Bayes), then by logistic regression; a weight is a
whole number from -127 to 127. An n-gram counts if at least {common} reports have it, so that nothing
which only a few people wrote is in the table.

**What it learnt from.** {reports:,} errata of RFCs, {standards:,} standards, up to {date}: the
reporter's notes and the original text, and the type that the RFC editors gave (`Technical`
{technical:,}, `Editorial` {editorial:,}). Never the corrected text, and not what a verifier added to the
notes.

**How good.** {folds} folds by standard, no standard in two: accuracy {accuracy:.3f}, F1 technical
{f1_technical:.3f}, editorial {f1_editorial:.3f}, macro {f1:.3f}. Always saying `Technical`: accuracy
{majority:.3f}. The whole chain of rules, lexicon and opinion, and the plain model beside it: `python -m
tests.measure_opinion`.

| confidence from | reports | it says | is right |
|---|---|---|---|
{rows}

**How sure.** The score becomes a probability by Platt's logistic curve, fitted to scores of standards
that the model had not seen; the table above and `docs/pictures/opinion_reliability.svg` show folds that
the curve had not seen either. Mean gap between confidence and truth: {gap:.3f}.

**What did not help.** TF-IDF on words, on characters, on both, with linear support vectors; a nonlinear
kernel; boosted trees over 80 latent dimensions; lengths, digits, capitals, code, quoted words, doubled
words and lists of editors' words; twice or four times as many n-grams, or half; the verifiers' notes.
All ended between 0.69 and 0.735, where half a per cent is chance; 0.78, which was hoped for, was not
reached. Reading the misses shows why: the same kind of slip (a wrong word, a wrong value in an example)
bears one label here and the other there.

**Limits.** English, and the habits of one body of editors. With fewer than {familiar} known n-grams, or
fewer than {alike:.0%} known among all, it says nothing and a person reads: so it is with Chinese. On
other standards in English its words may be fewer and its confidence less well founded. It knows no other
kind of problem, no danger, no severity.

**Licence.** The errata are public submissions to the RFC Editor
(<https://www.rfc-editor.org/errata.php>). No text of theirs is in this tree: the table holds fragments
of up to {longest} characters and their weights.

**Again.** `make measure` installs `requirements/measure.lock`; `.venv/bin/python -m deploy.model.train`
then writes this card, the model and the diagram, byte for byte the same from the same data
(`../shared/data`).
"""


def card(table: Table, reports: Sequence[Judged], verdicts: Sequence[Verdict]) -> str:
    """Return the card, in Markdown."""
    technical = sum(one.technical for one in reports)
    good = figures(verdicts)
    return CARD.format(
        shortest=SHORTEST,
        longest=LONGEST,
        said=len(table.said),
        cited=len(table.cited),
        common=COMMON,
        reports=len(reports),
        standards=len({one.standard for one in reports}),
        date=table.as_of,
        technical=technical,
        editorial=len(reports) - technical,
        folds=FOLDS,
        accuracy=good.accuracy,
        f1_technical=good.technical,
        f1_editorial=good.editorial,
        f1=good.f1,
        majority=technical / len(reports),
        rows="\n".join(_rows(verdicts)),
        gap=gap(bins(verdicts)),
        familiar=FAMILIAR,
        alike=ALIKE,
    )


def _rows(verdicts: Sequence[Verdict]) -> list[str]:
    rows = []
    for least in SURE:
        here = [one for one in verdicts if one.confidence >= least]
        says = sum(one.confidence for one in here) / len(here)
        right = sum(one.right for one in here) / len(here)
        rows.append(f"| {least:.1f} | {len(here):,} | {says:.3f} | {right:.3f} |")
    return rows
