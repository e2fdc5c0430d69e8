# If somebody pushed meanwhile, the build begins again from there.
git config user.name "${BY% <*}"
address=${BY##*<}
git config user.email "${address%>}"
pushed=
for turn in 1 2 3; do
    rencontres-feeds build
    git add --all output
    if git diff --cached --quiet; then
        pushed=nothing
        break
    fi
    git commit --quiet --message "Publish [skip ci]"
    if git push --quiet origin "HEAD:$BRANCH"; then
        pushed=yes
        break
    fi
    echo "Somebody pushed meanwhile (turn $turn)."
    git fetch --quiet --depth 1 origin "$BRANCH"
    git reset --quiet --hard FETCH_HEAD
done
test "$pushed" || { echo "The branch moved three times while it was built; run this job again." >&2; exit 1; }
