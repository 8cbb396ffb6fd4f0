"""Stems that no pupil should find in a name or code the portal made up for them.

Reviewed by hand, English and Spanish: insults, and what a class would tease with. They are looked for where
the portal joins signs itself, never in what a family is called.
"""

_ENGLISH = """
    anal anus arse asshol bastard bitch boob bugg butth caca clit cock coon crap cum cunt damn dick dildo
    dyke fag fanny fart fat fuc fuk gay gook hitl homo idiot jap jizz kike kkk lesb loser moron nazi negr
    nigg paki penis piss poo porn prick pube puss queer rape retard scum sex shag shit slut smut spaz spic
    stink stupid suck tard tit tosser turd twat ugly vagin wank whor
"""
_SPANISH = "cabron chinga cojon culo joder maric mierd pedo pendej pinche pito puta puto verga zorra"
STEMS = (*_ENGLISH.split(), *_SPANISH.split())
