# Le visiteur a été débranché, et le trou est resté.
# attendu: publication=failed: 0.0.0.0:8006
# attendu: voisins=skipped
docker network disconnect hall-mur mur-visiteur
