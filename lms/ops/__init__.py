"""Operations: environments, start-up, supervision, checks, backup. No models, no rules of a room.

Words printed here are Vietnamese literals on purpose: most of them are needed before a catalogue is compiled
or before Django can be imported at all.
"""
