"""Words that name no topic, alone or in a pair; of the languages that are written about most."""

from __future__ import annotations

from typing import Final

_WORDS: Final = """
a about after all also am an and any are as at be been but by can could did do does for from get got
had has have he her here him his how i if in into is it its just like me more my no not now of on
one only or our out over rt she so some than that the their them then there these they this to up us
was we were what when which who why will with would you your aber auch auf das dass dem den der des
die du ein eine er es fur ich im ist mit nicht noch nur und von war wie wir zu au aux avec ce
cette dans de elle en est et il je la le les mais ne nous ou par pas plus pour que qui sur un une
vous al como con del el ella esta este las lo los mas mi muy para pero por se si sin su una y ya da
e em na nao nos os um uma che di non per sono
"""

ALL: Final = frozenset(_WORDS.split())
"""As folding leaves them: lower case, without accents."""
