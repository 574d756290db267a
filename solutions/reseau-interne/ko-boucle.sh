# La base s'arrête aussitôt lancée, et recommence.
# attendu: en_marche=failed: redémarr
# attendu: service=skipped
# attendu: dehors=skipped
# attendu: rien_n_entre=skipped
# attendu: rien_ne_sort=skipped
docker network create --internal coffre-paie
docker run -d --name paie-base --network coffre-paie --restart always dockerlab/outils false
docker run -d --name paie-appli --network coffre-paie nginx
