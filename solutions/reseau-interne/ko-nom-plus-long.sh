# Le nom voulu, précédé de celui du projet.
# attendu: en_marche=failed: aucun conteneur ne porte le nom paie-base
# attendu: service=skipped
# attendu: dehors=skipped
# attendu: rien_n_entre=skipped
# attendu: rien_ne_sort=skipped
docker network create --internal coffre-paie
docker run -d --name rejeu-paie-base --network coffre-paie --network-alias paie-base dockerlab/outils python3 -m http.server 5432
docker run -d --name paie-appli --network coffre-paie nginx
