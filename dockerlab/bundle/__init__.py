"""Le fichier de salle : ce qu'il faut d'Internet pour préparer un poste, réuni sur une machine qui en a.

`making` l'écrit, `opening` le relit et le vérifie, `loading` donne ses images au moteur. C'est un tar : d'abord
`salle.json`, qui dit tout le reste avec ses empreintes, puis les roues Python, l'extension Compose, l'archive des images.
"""
