"""The learned models: small linear ones over words, letters, neighbours and the lexicon's cues.

How to use them (texts are masked first: handles, links, the names of brands):

    models = Models.load()                      # all files of services/scorer/weights, hashes checked
    passages = models.read(texts)               # once per batch, for all models
    table = cue_table([(polarity, (reading,)) for ...])      # of the exact lexicon engine, English only
    answers = models.answer("sentiment", passages, table)     # of one model: {head: Answers}
    answers["sentiment"].probabilities          # texts x labels, calibrated; .logits the same before
    answers["sentiment"].head.labels            # what the columns mean
    answers["sentiment"].chosen(at)             # labels of text `at`, by argmax or by threshold
    models.explain("sentiment", "sentiment", "negative", text, table[at : at + 1])  # list[Reason]

A text's answer is equal to the last digit alone, in any batch and order, on any machine.
Numpy is all that is needed; nothing here reads the environment or the network.
"""

from services.scorer.core.models.cues import table as cue_table
from services.scorer.core.models.evidence import Reason
from services.scorer.core.models.model import Answers
from services.scorer.core.models.models import Models
from services.scorer.core.models.reading import Passages
from services.scorer.core.models.weights import Head

__all__ = ["Answers", "Head", "Models", "Passages", "Reason", "cue_table"]
