# Orca 43 finds out the language of what it says, and then forgets it; later versions ask for a voice of that language.
# So does this one: what a page does not mark is said in the reader's own voice.
from pathlib import Path

from orca import speech_generator
from orca.acss import ACSS
from orca.speechserver import VoiceFamily

said = speech_generator.SpeechGenerator.voice


def voice(self, key=None, **args):
    voices = said(self, key, **args)
    family = {VoiceFamily.LANG: args.get("language") or "", VoiceFamily.DIALECT: args.get("dialect") or ""}
    voices[0][ACSS.FAMILY] = VoiceFamily(family)
    return voices


speech_generator.SpeechGenerator.voice = voice
(Path(__file__).parent / "ready").write_text("ready")
