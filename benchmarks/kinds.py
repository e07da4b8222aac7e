"""A category for a text of the graded catalogue, which has none of its own: the first of these
rules that its name, or else its description, fits. Things that go with a device stand before the
device, so that a notebook case is no notebook.
"""

import re

RULES = {
    "Printing > Toner": r"toner",
    "Printing > Ink": r"\bink\b|ink cartridge|singlepack|multipack|inkjet printing|designjet ink",
    "Printing > Labels": r"\blabels?\b|label tape|labelling",
    "Printing > Paper": r"\bpaper\b|\bfilm\b|canvas|transparenc",
    "Printing > Parts": r"\bfuser|drum|transfer (kit|belt)|maintenance "
    r"kit|ribbon|waste|developer|sheet feeder|paper tray",
    "Power > Batteries": r"batter(y|ies)|\bmah\b|power bank",
    "Power > Uninterruptible supplies": r"\bups\b|uninterruptible|\bkva\b",
    "Power > Distribution": r"\bpdu\b|surge|power (strip|distribution)|outlet|power extension",
    "Power > Cables": r"power (cord|cable)|\biec\b|\bnema\b",
    "Networks > Patch cables": r"patch|\butp\b|\bftp\b|\bstp\b|snagless|\bcat ?[5-7]|rj-?45",
    "Networks > Fibre": r"fib(er|re)|optic|multimode|\bsfp\b",
    "Networks > Switches and routers": r"switch|router|access "
    r"point|ethernet|gigabit|modem|\bpoe\b|\bkvm\b|network",
    "Cables > Video": r"\b(hdmi|vga|dvi|displayport)\b",
    "Cables > Audio": r"audio cable|\brca\b|coax|speaker wire|3\.5 ?mm",
    "Cables > USB": r"usb.*(cable|cord|hub|adapter|extension)",
    "Cables > Other": r"cable|\bcord\b|adapter|converter|splitter|extender|coupler|connector",
    "Bags > Notebook cases": r"(notebook|laptop|tablet).*(case|bag|sleeve|backpack)|backpack"
    r"|\bcase\b|sleeve|briefcase",
    "Storage > Drives": r"\bssd\b|hard drive|\bhdd\b|\bsata\b|\bsas\b|tape drive|optical drive",
    "Storage > Media": r"\b(cd|dvd|bd)-?r|blank|memory card|flash|\bsd[hx]c\b|data cartridge|media",
    "Components > Memory": r"memory module|\bddr\d?|dimm|sdram",
    "Components > Processors": r"processor|xeon|celeron|pentium|\bcpu\b",
    "Components > Graphics": r"geforce|radeon|graphics|quadro",
    "Components > Boards and cases": r"motherboard|atx|\blga\b|socket|enclosure|heat "
    r"?sink|\bfan\b|cooler",
    "Racks > Mounts": r"\brack|mount|bracket|cabinet|netshelter|\bstand\b|\barm\b",
    "Desk > Keyboards": r"keyboard|keypad",
    "Desk > Mice": r"\bmouse\b|mouse pad|trackball|touchpad|stylus",
    "Screens > Projectors": r"projector|projection",
    "Screens > Monitors": r"monitor|\blcd\b|\btv\b|display|screen",
    "Sound > Headphones": r"head(phone|set)s?|ear(bud|phone)s?|in-ear",
    "Sound > Players and speakers": r"speaker|radio|player|stereo|microphone|audio",
    "Computers > Notebooks": r"notebook|laptop|chromebook|thinkpad|core.?2 duo.*hdd|netbook",
    "Computers > Desktops": r"desktop|workstation|\bpc\b|tower|server|nettop",
    "Computers > Tablets and phones": r"tablet|ipad|iphone|galaxy|smartphone|phone|android",
    "Printing > Printers": r"printer|laserjet|mfp|multifunction|\bppm\b|scanner|\bdpi\b",
    "Photo > Cameras and lenses": r"camera|lens|webcam|photo|tripod",
    "Home > Light": r"lamp|\blight\b|\bled\b|bulb",
    "Home > Kitchen": r"coffee|espresso|kitchen|blender|kettle|filter|iron",
    "Home > Toys and games": r"\btoy|doll|game|baby|kids|nintendo|playstation|xbox",
    "Software > Licences": r"windows|software|licen[cs]e|office|subscription|warranty|year",
}
OTHER = "Other > Accessories"

_RULES = [(kind, re.compile(rule, re.IGNORECASE)) for kind, rule in RULES.items()]


def kind_of(name: str, description: str) -> str:
    """The path of a category."""
    return next(
        (kind for text in (name, description) for kind, rule in _RULES if rule.search(text)), OTHER
    )
