# Sur le réseau par défaut, où les noms ne se résolvent pas.
# attendu: reseau=failed: aucun réseau ne s'appelle halle
# attendu: enseigne=skipped
# attendu: service=skipped
for n in 1 2 3; do docker run -d --name halle-etal-$n --hostname etal nginx; done
