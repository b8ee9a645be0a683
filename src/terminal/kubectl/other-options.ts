/** Options that kubectl has, and of which nothing is simulated: of all its commands together. */
const OTHERS = new Set(
  `--all-containers --allow-missing-template-keys --api-group --api-version --as-uid --as-user-extra --cache-dir --cascade --categories
  --certificate-authority --chunk-size --client-certificate --client-key --containers --detach-keys --disable-compression --dry-run --edit
  --export --field-manager --force-conflicts --grace-period --ignore-errors --ignore-not-found --include-uninitialized
  --insecure-skip-tls-verify-backend --keep-annotations --kubeconfig --kuberc --kustomize -k --label-columns -L --limit-bytes
  --log-flush-frequency --logtostderr --match-server-version --max-log-requests --now --openapi-patch --output-version
  --output-watch-events --overwrite --password --pod-running-timeout --prefix --profile --profile-output --prune --prune-allowlist
  --quiet -q --record --recursive -R --sample-size --save-config --server -s --server-print --server-side --show-events --show-kind
  --show-managed-fields --show-swap --since-time --stderrthreshold --subresource --template --tls-server-name --token --user --username
  --use-protocol-buffers --validate --verbs --vmodule --wait --warnings-as-errors --windows-line-endings`.split(/\s+/),
)

/**
 * Whether kubectl itself knows an option that is not known here.
 *
 * Units: none. Errors: none. Follows: kubectl's options, of all commands and releases.
 */
export function isOptionOfKubectl(spelling: string): boolean {
  return OTHERS.has(spelling)
}
