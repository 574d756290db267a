# De vieux liens donnent le nom à une cliente, et à elle seule.
# attendu: enseigne=failed: nom inconnu
# attendu: service=skipped
docker network create --subnet 10.203.106.0/24 halle
for n in 1 2 3; do docker run -d --name halle-etal-$n --network halle nginx; done
docker run -d --name halle-cliente --network halle --link halle-etal-1:etal --link halle-etal-2:etal --link halle-etal-3:etal dockerlab/outils
