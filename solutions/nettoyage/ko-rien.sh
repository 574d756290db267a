# Rien n'a été fait.
# attendu: conteneurs=failed: guichet-1 (en marche)
# attendu: reseaux=failed: guichet, guichet-reserve
# attendu: volumes=failed: guichet-billets
# attendu: autres_conteneurs=skipped
# attendu: autres_reseaux=skipped
# attendu: autre_volume=skipped
true
