"""Shape of data/lexicons/<language>/confidence.yaml: what each piece of evidence for a mention is worth."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class ConfidenceWeights(BaseModel):
    """Weights on the logit scale: the odds that a mention is right are exp(intercept + the weights of its evidence).

    Written by flows/build/confidence.py from gold. Evidence that has no weight counts for nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    intercept: float
    weights: dict[str, float]
    fitted: dict[str, Any] = Field(default_factory=dict, description="On what, and how well, for people to read.")
