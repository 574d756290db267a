# Le réseau interne, un second réseau ouvert, et une publication qui, par lui, prend effet.
# attendu: rien_n_entre=failed: :8105, la connexion s'ouvre
# attendu: rien_ne_sort=failed: bridge (ouvert vers l'extérieur), coffre-paie (interne)
docker network create --internal coffre-paie
docker run -d --name paie-base -p 8105:5432 dockerlab/outils python3 -m http.server 5432
docker network connect coffre-paie paie-base
docker run -d --name paie-appli --network coffre-paie nginx
