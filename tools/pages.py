"""How long the pages alone take, in CPU time: `python tools/pages.py sessions.yaml`.

Times are those of the second and third drawing in one process, the better of the two, divided by the sessions;
the first one, which compiles the templates too, is told apart.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from rencontres_feeds import press, stock
from rencontres_feeds.catalogue import load
from rencontres_feeds.guards import Consent
from rencontres_feeds.renderers import page
from rencontres_feeds.renderers.wording import Words

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def main(source: Path) -> None:
    """Draw the pages of a source three times, and say what they took."""
    draft = press.read(source.read_bytes(), stock.of(source.parent), NOW)
    publication = press.run(draft, None, NOW, Consent(first=True)).publication
    words = Words(load(publication.programme.cycle.language))
    count = len(publication.sessions)
    times, made = list[float](), dict[str, bytes]()
    for _ in range(3):
        start = time.process_time()
        made = page.pages(publication, words)
        times.append(time.process_time() - start)
    start = time.process_time()
    for sheet in page.sheets(publication, words).values():
        if not isinstance(sheet, bytes):
            sheet.inputs()
    inputs = time.process_time() - start
    weight = max(len(data) for name, data in made.items() if name.endswith(".html"))
    sys.stdout.write(
        f"{count} sessions, {len(made)} files, the largest page {weight / 1000:.0f} kB\n"
        f"pages: {min(times[1:]) / count * 1e3:.2f} ms a session, {times[0]:.2f} s the first time\n"
        f"what stands for them, without drawing: {inputs / count * 1e3:.3f} ms a session\n"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
