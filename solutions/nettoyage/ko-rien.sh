# Rien n'a été fait.
# attendu: conteneurs=failed: kiosque-1 (en marche)
# attendu: reseaux=failed: kiosque, kiosque-reserve
# attendu: volumes=failed: kiosque-billets
# attendu: autres_conteneurs=skipped
# attendu: autres_reseaux=skipped
# attendu: autre_volume=skipped
true
