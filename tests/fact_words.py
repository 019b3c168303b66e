"""What the words of the researched facts (../shared/facts) became in the graph: tables of the completeness check."""

from __future__ import annotations

DECK = "source:ki-pause-deck-2023"

# file and group -> prefixes of the entities its records became
GROUPS = {
    "actors.yaml": "org jurisdiction",
    "people.yaml": "person",
    "letters.yaml": "letter publication",
    "models.yaml": "model system dataset",
    "regulatory_actions.yaml": "action incident act provision",
    "claims.yaml": "claim",
    "sources.yaml": "source",
    "ai-act/structure.yaml act": "act",
    "ai-act/structure.yaml amending_act": "act",
    "ai-act/structure.yaml application_dates": "event",
    "ai-act/structure.yaml chapters": "provision",
    "ai-act/structure.yaml sections": "provision",
    "ai-act/structure.yaml articles": "provision",
    "ai-act/structure.yaml inserted_articles": "provision",
    "ai-act/structure.yaml annexes": "provision",
    "ai-act/proposal.yaml proposal": "act",
    "ai-act/proposal.yaml intermediate_texts": "act",
    "ai-act/proposal.yaml titles": "provision",
    "ai-act/proposal.yaml chapters": "provision",
    "ai-act/proposal.yaml articles": "provision",
    "ai-act/proposal.yaml annexes": "provision",
    "ai-act/risk.yaml risk_levels": "level",
    "ai-act/risk.yaml systemic_risk_threshold": "threshold",
    "ai-act/risk.yaml prohibited_practices": "practice",
    "ai-act/risk.yaml prohibited_practices_proposal": "practice",
    "ai-act/risk.yaml annex_iii": "area",
    "ai-act/risk.yaml annex_iii_proposal": "area",
    "ai-act/risk.yaml annex_i": "area",
    "ai-act/risk.yaml seed_ninth_area": "area",
    "ai-act/risk.yaml seed_proposed_categories": "area",
    "ai-act/risk.yaml transparency_cases": "case",
    "ai-act/risk.yaml transparency_cases_proposal": "case",
    "ai-act/roles_and_duties.yaml roles": "operator",
    "ai-act/roles_and_duties.yaml duties": "duty",
    "ai-act/roles_and_duties.yaml rights": "right",
    "ai-act/roles_and_duties.yaml penalties": "penalty",
    "ai-act/roles_and_duties.yaml penalties_proposal": "penalty",
    "ai-act/seed_claims.yaml claims": "claim",
    "ai-act/sources.yaml sources": "source",
    "ai-act/timeline.yaml events": "event",
    "ai-act/timeline.yaml national_authorities": "designation",
    "ai-act/other_law.yaml instruments": "act letter provision",
    "ai-act/timeline.yaml national_authorities_summary": "designation",
    # records that are statements of another record's entity (see KEYS)
    "signatures.yaml": "person",
    "ai-act/proposal.yaml crosswalk": "provision",
    "ai-act/proposal.yaml adopted_without_counterpart": "provision",
    # what a file says of itself stands with its main entity, or is left out
    "ai-act/structure.yaml meta": "act",
    "ai-act/proposal.yaml meta": "act",
    "ai-act/risk.yaml meta": "provision",
    "ai-act/roles_and_duties.yaml meta": "",
    "ai-act/seed_claims.yaml meta": "",
    "ai-act/sources.yaml meta": "",
    "ai-act/timeline.yaml meta": "",
    "ai-act/other_law.yaml meta": "",
}
# lists in a record whose members are records of their own
NESTED = {"points": "area", "routes": "route", "exceptions": "exception", "articles": "provision"}
# key that names the entity, where it is not `id`
KEYS = {"signatures.yaml": "person", "ai-act/proposal.yaml crosswalk": "proposal"}
# fact id, or group of a record without one -> entity, where the id is another one
ALIASES = {
    "src-seed": DECK,
    "seed-deck": DECK,
    "ftc-act-5": "provision:ftc-act-section-5",
    "bletchley-declaration": "letter:bletchley-declaration-2023",
    "ai-act/structure.yaml meta": "act:reg-2024-1689",
    "ai-act/proposal.yaml meta": "act:com-2021-206",
    "ai-act/risk.yaml meta": "provision:aia-annex-3",
    "ai-act/timeline.yaml national_authorities_summary": "designation:nca-summary",
}
# relation of actors.yaml -> property, where it is not the same words; an inverse relation stands on the other side
RELATIONS = {
    "initiated": "initiatedBy",
    "parent_of": "subsidiaryOf",
    "owns": "acquiredBy",
    "invested_in": "investedInBy",
    "runs": "runBy",
    "develops": "developedBy",
    "subject_of": "concerns|addressedTo",
}
# word of the facts -> words of the graph; else the same text or number, the entity of that id or label, or the term in
# camel case
WORDS = {
    "true": f"true|{DECK}|named in the deck|there was a second round|Regulation (EU) 2026/1744 changed the title",
    "own": "true",
    "6": "P6M",
    "1e25": "1.0E25",
    "reference": "gov:referenceWork",
    "api": "gov:apiAccess",
    "hosted": "gov:hostedOnly",
    "open_noncommercial": "gov:openNonCommercial",
    "not_open": "the deck calls it not open",
    "about": "gov:approximately",
    "ai_researchers": "AI researchers",
    "google employees, about": "Google employees",
    "academics, more than": "academics",
    "submitted_unvetted": "submitted, not vetted",
    "European Parliament and Council": "org:european-parliament|org:council-of-the-eu",
    "EDPB": "org:edpb",
    "EDPS": "org:edps",
    "Regulation (EU) 2024/1689": "act:reg-2024-1689",
    "President Biden": "person:joe-biden",
    "President Trump": "person:donald-trump",
    "DeepMind (until 2023)": "DeepMind",
    "Verstöße gegen den Daten- und Jugendschutz (Italy)": "Verstöße gegen den Daten- und Jugendschutz (Italien)",
    "Traficom (Transport and Communications Agency)": "org:traficom",
    "Agency for Digital Government (Digitaliseringsstyrelsen)": "org:digitaliseringsstyrelsen",
    "Committee on Development and Security of AI (planned)": "org:poland-committee-on-ai",
    "Minister of Digitization (planned)": "org:poland-minister-of-digitization",
    "RTR (AI Service Desk only)": "org:rtr",
}
# type of a fact record -> class of the entity (or one above it) and, after it, its setting; else the same word
CLASSES = {
    "organisation": "Organization",
    "nonprofit": "NonProfit",
    "media_nonprofit": "NonProfit",
    "project": "Initiative",
    "movement": "Initiative",
    "research_collective": "ResearchCollaboration",
    "research_organisation": "ResearchBody",
    "authority": "PublicAuthority",
    "public_body": "PublicAuthority",
    "eu_body": "UnionBody",
    "statement": "JointStatement",
    "proposal": "PolicyProposal",
    "model": "AIModel",
    "product": "AISystem",
    "tool": "AISystem",
    "legal_act": "LegalAct",
    "legal_norm": "Provision",
    "voluntary code": "VoluntaryCommitment",
    "court_ruling": "Ruling",
    "suspension_of_order": "Lifting",
    "statement_of_authority": "AuthorityStatement",
    "administrative_guidance": "Guidance",
    "school_ban": "Ban schools",
    "university_ban": "Ban universities",
    "exam_ban": "Ban exams",
    "community_ban": "Ban onlineCommunities",
    "corporate_ban": "Ban companies",
    "government_device_ban": "Ban governmentDevices",
    "corporate_restriction": "Restriction companies",
    "government_restriction": "Restriction government",
}
# wording that spoke of the fact base, and what it became
REWORDED = (
    (r"\b[Tt]he seed\b|^seed\b", "the deck"),
    (r"\b[Tt]he seed\b", "the slide deck"),
    (r"\bder Seed\b", "der Foliensatz"),
    (r"\b((?:gh|src)-[a-z0-9-]+)", r"source:\1"),
    (r"the states under not_found", "these states"),
)
# no source, no value, and a source that is none
NOTHING, ABSENT, OWN_KNOWLEDGE = "[]", "null", "own-knowledge"
CHANGED = " (changed)"
# groups whose records are statements of entities that other records became
STATEMENTS = {
    "signatures.yaml",
    *(f"ai-act/proposal.yaml {each}" for each in ("crosswalk", "adopted_without_counterpart", "meta")),
}
STATEMENTS |= {"ai-act/structure.yaml meta", "ai-act/risk.yaml meta"}
# entities that two records became
MERGED = {
    DECK,
    "act:gdpr",
    *(f"provision:gdpr-art-{number}" for number in (5, 6, 8, 13, 25)),
    "provision:ftc-act-section-5",
    "letter:bletchley-declaration-2023",
}
# nested mappings whose values are statements of their own, not parts of one
BAGS = ("dates", "identifiers", "counts", "counts_current", "languages")
# statuses that a word of the facts may have become
STATUSES = {"confirmed": {"gov:confirmed", "gov:reported"}, "fake_removed": {"gov:refuted"}}
