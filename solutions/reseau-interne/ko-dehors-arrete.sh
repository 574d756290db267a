# Le serveur du dehors a été arrêté : un réseau ordinaire passerait pour interne.
# attendu: dehors=failed: il ne tourne plus
# attendu: rien_n_entre=failed: paie-dehors ne tourne pas
# attendu: rien_ne_sort=failed: ouvert vers l'extérieur
docker network create coffre-paie
docker run -d --name paie-base --network coffre-paie dockerlab/outils python3 -m http.server 5432
docker run -d --name paie-appli --network coffre-paie nginx
docker stop paie-dehors
