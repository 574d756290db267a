# Une cliente à qui l'on a écrit le nom dans /etc/hosts : elle joint les trois, et elle seule le peut.
# attendu: enseigne=failed: nom inconnu
# attendu: service=skipped
docker network create --subnet 10.203.106.0/24 halle
for n in 1 2 3; do docker run -d --name halle-etal-$n --network halle --ip 10.203.106.1$n nginx; done
docker run -d --name halle-cliente --network halle --add-host etal:10.203.106.11 --add-host etal:10.203.106.12 --add-host etal:10.203.106.13 dockerlab/outils
