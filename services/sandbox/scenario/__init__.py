"""The bundled story: a coffee machine maker, its town, and the Tuesday on which its cloud was down."""
