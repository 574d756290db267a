# Le deuxième tombe et se relève sans fin.
# attendu: en_marche=failed: redémarr
# attendu: reseau=skipped
# attendu: enseigne=skipped
# attendu: service=skipped
docker network create --subnet 10.203.106.0/24 halle
docker run -d --name halle-etal-1 --network halle --network-alias etal nginx
docker run -d --name halle-etal-2 --restart always --network halle --network-alias etal nginx nginx -g "faute de frappe;"
docker run -d --name halle-etal-3 --network halle --network-alias etal nginx
