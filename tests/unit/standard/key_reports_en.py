"""What a careful reader marks as a designation in the texts of ../shared/data/reports_en_other.jsonl.

Made by reading all 12 texts, by the rules of the Chinese key.
"""

KEY: dict[str, tuple[str, ...]] = {
    "gh:ISO-TC211/StandardsTracker#126": ("ISO 19136-2", "ISO 19126-2"),
    "gh:ISO-TC211/StandardsTracker#26": ("ISO 19142:2010",),
    "gh:hfhchan/irg#72": ("GB 18030", "GB 18030", "GB 18030-2022"),
    "gh:eisoch/irg#58": ("GB 18030-2005", "GB/T 22321.1-2018"),
    "gh:OP-TEE/optee_os#7972": ("GB/T 32918.4-2016",),
}

WITHOUT_A_CODE: dict[str, tuple[str, ...]] = {
    "gh:ISO-TC211/StandardsTracker#126": ("19136-2", "19126-2", "19136-2"),
}
"""Numbers that the sentence after them gives a code."""
