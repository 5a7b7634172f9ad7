"""How near a report comes to the truth of a simulation: precision and recall, question by question.

Both come as plain values, `truth.json` and `audit.json`: the score knows no more of the
analyzer than a reader of its report does.
"""

from analyzer.simulate.score.counts import Counts, Scores, added
from analyzer.simulate.score.questions import score

__all__ = ["Counts", "Scores", "added", "score"]
