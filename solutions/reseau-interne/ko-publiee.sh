# Sur un réseau ordinaire, et publiée : tout entre, tout sort.
# attendu: rien_n_entre=failed: :8105, la connexion s'ouvre
# attendu: rien_ne_sort=failed: ouvert vers l'extérieur
docker network create coffre-paie
docker run -d --name paie-base --network coffre-paie -p 8105:5432 dockerlab/outils python3 -m http.server 5432
docker run -d --name paie-appli --network coffre-paie nginx
