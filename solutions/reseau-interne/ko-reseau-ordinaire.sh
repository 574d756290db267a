# Un réseau à soi, mais ordinaire : personne n'entre, tout sort.
# attendu: rien_ne_sort=failed: coffre-paie (ouvert vers l'extérieur)
docker network create coffre-paie
docker run -d --name paie-base --network coffre-paie dockerlab/outils python3 -m http.server 5432
docker run -d --name paie-appli --network coffre-paie nginx
