"""How far the coder hears its second opinion (data/model/second_opinion/policy.yaml)."""

from pydantic import BaseModel, ConfigDict, Field


class Exemption(BaseModel):
    """A change of type that the model may never make, because our ontology has decided otherwise; modality: only of such mentions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    of: tuple[str, ...]
    to: tuple[str, ...]
    modality: tuple[str, ...] = ()
    reason: str = Field(min_length=10)


class OpinionPolicy(BaseModel):
    """Thresholds (probabilities between 0 and 1), and what the model may never do."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    change_margin: float = Field(ge=0, le=1, description="A type is changed if the new one is likelier than the rule's by more than this.")
    lone_margin: float = Field(ge=0, le=1, description="The same where not both parties are known: the training data is of pairs.")
    suppress_below: float = Field(ge=0, le=1, description="A mention that is an event with less than this probability is dropped.")
    link_from: float = Field(ge=0, le=1, description="A link becomes a mention if its likeliest type has at least this probability.")
    wide_type_from: float = Field(ge=0, le=1, description="A wide link becomes one if its likeliest type has this probability as a type.")
    wide_event_from: float = Field(ge=0, le=1, description="And if it is an event with at least this probability.")
    kept_types: tuple[str, ...] = Field(description="Types that the training data hardly holds: never changed, dropped or given.")
    kept_rules: tuple[str, ...] = Field(default=(), description="Rules whose mentions are neither changed nor dropped.")
    exemptions: tuple[Exemption, ...] = ()

    def is_exempt(self, old: str, new: str, modality: str) -> bool:
        """True if a mention of a type and a modality may not be changed to another type."""
        return any(old in e.of and new in e.to and (not e.modality or modality in e.modality) for e in self.exemptions)
