# Les trois ont l'alias ; le troisième n'a pas de serveur.
# attendu: service=failed: connexion refusée
docker network create --subnet 10.203.106.0/24 halle
for n in 1 2; do docker run -d --name halle-etal-$n --network halle --network-alias etal nginx; done
docker run -d --name halle-etal-3 --network halle --network-alias etal dockerlab/outils
