# Un conteneur créé exprès, jamais démarré, sur un autre port : ce n'est pas un fantôme de cet exercice.
set -e
docker run -d --name conflit-second -p 127.0.0.2:8002:80 nginx
docker create --name rejeu-reserve -p 127.0.0.1:8092:80 nginx
